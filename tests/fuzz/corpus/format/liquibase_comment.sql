liquibase 1_a
--liquibase formatted sql logicalFilePath:db/a.sql
--property name:t value:items dbms:postgresql context:prod
--changeset a:1 runOnChange:true labels:x,y contextFilter:"!test and (a or b)" endDelimiter:\nGO rollbackEndDelimiter:/
create table ${t} (i int)
GO
/* liquibase rollback
drop table ${t}
/
*/
--ignoreLines:1
x
--changeset a:2 runOnChange:true ignore:true
--rollback not required
