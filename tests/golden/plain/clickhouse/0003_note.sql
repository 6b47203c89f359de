ALTER TABLE orders ADD COLUMN note String DEFAULT concat('x', ';');
