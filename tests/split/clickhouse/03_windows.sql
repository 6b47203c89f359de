-- Saved by an editor of Windows;
CREATE TABLE a (s String DEFAULT 'line
;end')
ENGINE = Memory;

/* ;
*/
INSERT INTO a VALUES (';
');
SELECT 1 -- ;
;
SELECT 2;　SELECT 3
