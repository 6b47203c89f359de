SELECT throwIf(getSetting('max_block_size') != 12345);
ALTER TABLE orders ADD COLUMN note String DEFAULT concat('x', ';');
-- Settings hold for the whole file, wherever they stand.
SET max_block_size = 54321;
SET max_block_size = 12345;
