-- migrate:up
ALTER TABLE orders ADD COLUMN note String DEFAULT concat('x', ';');

-- migrate:down
ALTER TABLE orders DROP COLUMN note;
