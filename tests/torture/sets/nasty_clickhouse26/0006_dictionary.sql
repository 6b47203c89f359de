CREATE TABLE words (id UInt64, word String) ENGINE = MergeTree ORDER BY id;
INSERT INTO words VALUES (1, 'one'), (2, 'two');
CREATE DICTIONARY lexicon (id UInt64, word String) PRIMARY KEY id
SOURCE(CLICKHOUSE(TABLE 'words' DB '{db}')) LAYOUT(FLAT()) LIFETIME(0);
CREATE TABLE spelled (word String) ENGINE = MergeTree ORDER BY word;
INSERT INTO spelled SELECT dictGet('{db}.lexicon', 'word', id) FROM words;
