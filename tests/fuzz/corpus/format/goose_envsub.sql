goose 2_b
-- +goose Up
-- +goose ENVSUB ON
select '$NAME ${NAME} ${NO:-x} ${EMPTY-y} $$ $1';
-- +goose ENVSUB OFF
select '${NO}';
