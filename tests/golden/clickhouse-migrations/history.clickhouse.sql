CREATE TABLE _migrations (
    uid UUID DEFAULT generateUUIDv4(), version UInt32, checksum String, migration_name String,
    applied_at DateTime DEFAULT now()
) ENGINE = MergeTree ORDER BY tuple(applied_at);

INSERT INTO _migrations (version, checksum, migration_name) VALUES
    (1, '5d41402abc4b2a76b9719d911017c592', '1_accounts.sql'),
    (2, '7d793037a0760186574b0282f2f435e7', '2_orders.sql');
