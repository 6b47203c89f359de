CREATE TABLE a (i Int64, b String, c String, d String) ENGINE = MergeTree ORDER BY i;
