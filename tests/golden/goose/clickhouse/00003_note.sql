-- +goose Up
ALTER TABLE orders ADD COLUMN note String DEFAULT concat('x', ';');

-- +goose Down
ALTER TABLE orders DROP COLUMN note;
