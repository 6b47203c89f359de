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
    ('1', 'ann', 'postgres/v1/create.sql', now(), 1, 'EXECUTED'),
    ('1', 'ann', 'postgres/functions/create.sql', now(), 2, 'EXECUTED');
