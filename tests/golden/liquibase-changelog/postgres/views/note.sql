--liquibase formatted sql

--changeset ann:note runOnChange:true
comment on view names is 'loud names';
--rollback not required
