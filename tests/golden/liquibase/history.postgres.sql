create table databasechangelog (
    id varchar(255) not null,
    author varchar(255) not null,
    filename varchar(255) not null,
    dateexecuted timestamp not null,
    orderexecuted integer not null,
    exectype varchar(10) not null,
    md5sum varchar(35),
    description varchar(255),
    comments varchar(255),
    tag varchar(255),
    liquibase varchar(20),
    contexts varchar(255),
    labels varchar(255),
    deployment_id varchar(10)
);
insert into databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype) values
    ('accounts', 'ann', 'db/changelog/01_accounts.sql', now(), 1, 'EXECUTED'),
    ('first-accounts', 'ann', 'db/changelog/01_accounts.sql', now(), 2, 'EXECUTED'),
    ('shout', 'bob', 'db/changelog/02_shout.sql', now(), 3, 'EXECUTED'),
    ('orders', 'bob', 'db/changelog/02_shout.sql', now(), 4, 'EXECUTED');
