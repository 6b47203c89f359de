CREATE TABLE colours (id UInt8, name String, note String) ENGINE = MergeTree ORDER BY id;
INSERT INTO colours FORMAT CSV
1,"red;","a ""quoted"" note;"
2,green,'not a quote; $$ /* -- 
3,blue,"two
lines;"
-- pawl: end
INSERT INTO colours (id, name) FORMAT JSONEachRow
{"id": 4, "name": "white;"}
{"id": 5, "name": "bl\"ack;'"};
-- pawl: end

INSERT INTO colours SELECT id + 10, name, note FROM colours FORMAT Null;
INSERT INTO colours SETTINGS async_insert = 0 VALUES (20, ';', '''') (21, '\'', ';');
INSERT INTO format SELECT * FROM values('format String', ('values ;'));
INSERT INTO colours (id, name, note) FORMAT TabSeparated
30	tab;	\N
31	-- not a comment;	/*
