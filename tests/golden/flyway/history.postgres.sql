create table flyway_schema_history (
    installed_rank int not null primary key,
    version varchar(50),
    description varchar(200) not null,
    type varchar(20) not null,
    script varchar(1000) not null,
    checksum integer,
    installed_by varchar(100) not null,
    installed_on timestamp not null default now(),
    execution_time integer not null,
    success boolean not null
);
insert into flyway_schema_history values
    (1, '1.1', 'accounts', 'SQL', 'V1_1__accounts.sql', 1034566, 'me', now(), 12, true),
    (2, '1.2', 'shout', 'SQL', 'V1_2__shout.sql', -77342, 'me', now(), 7, true);
