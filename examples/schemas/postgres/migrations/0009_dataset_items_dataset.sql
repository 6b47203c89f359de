-- CONCURRENTLY, because people write into the table all day. PostgreSQL allows that only outside
-- of a transaction, so pawl runs a file that holds nothing else statement by statement.
create index concurrently dataset_items_dataset on dataset_items (dataset_id) where not archived;
create index concurrently dataset_items_trace on dataset_items (source_trace)
    where source_trace is not null;
