/*
 * nasty.h
 *    Inputs on which a splitter of ClickHouse SQL can go wrong.
 */
#ifndef UNIT_CLICKHOUSE_NASTY_H
#define UNIT_CLICKHOUSE_NASTY_H

#include "base/str.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static const Str NASTY[] = {
    TEXT(""),
    TEXT(" \r\n\t\f\v"),
    TEXT(";;; ; -- nothing\n;"),
    TEXT("-- a;b\nselect 1; // c;d\nselect 2; # e;f\nselect 3; #!g;h\nselect 4"),
    TEXT("select 1 -- a\r; select 2\n; select 3"),
    TEXT("select 1 /* ; */; select 2 /* /* ; */ ; */; select 3"),
    TEXT("select 1 /*/ ; */ + 1; select /**/ 2; select 4 /* ** / * / ; **/"),
    TEXT("select 'a;b', 'it''s;', 'back\\';slash', '\\\\'; select 'new\nline;'"),
    TEXT("select `a;b`, `c``;d`, `e\\`;f`, \"g;h\", \"i\"\";j\", \"k\\\";l\" from t; select 1"),
    TEXT("select \xE2\x80\x98"
         "a;'\\\xE2\x80\x99, \xE2\x80\x9C"
         "b;\xE2\x80\x9D; select 2"),
    TEXT("select $$a;b$$, $x$ c;'d $$ ; $x$, $1$;$1$, a$t$b; select $t$;$t$"),
    TEXT("select $a b$ ; select $, $$c; select d$$"),
    TEXT("select x'3b', b'00111011', X'3B'; select x 'a;b'"),
    TEXT("select 1e--1;\n-1; select 1_e--1;\n; select 5--1;\n; select 0xe--1;\n"),
    TEXT("select t.1.2, t.1e--1;\n, .5e-3, 1.e-3, 0x1p-2, 0b101, 1_000.5_0, 1st; select 2"),
    TEXT("select\xC2\xA0"
         "1;\xE3\x80\x80select 2;\xEF\xBB\xBFselect\xE2\x80\x83"
         "3;\xE2\x81\xA0"),
    TEXT("select {a:Array(String)}, x -> x + 1, y::Int8, 1 \xE2\x88\x92 2; select [1,2][1]"),
    TEXT("insert into t values (1, 'a;b'), (2, $$;$$) /* ; */, (3, '') -- ;\n; select 1"),
    TEXT("insert into t (a, b) format Values (1, ';') (2, 'x'); insert into t values\n(1)"),
    TEXT("insert into t format CSV\n1,\"a;b\n;\n'unterminated /* \n$$"),
    TEXT("select 1; insert into t format JSONEachRow {\"a\": \"\\u0000;\"}\n;\n"),
    TEXT("insert into values values (1); insert into format format TSV a\tb;\n"),
    TEXT("insert into function file('x;y', CSV) partition by a values (1); select 2"),
    TEXT("insert into t settings async_insert = 0 values (1); insert into t (select ';')"),
    TEXT("insert into t select * from input('a String') format CSV\n1;2\n"),
    TEXT("with 1 as x insert into t select x; explain insert into t values (1); select 3"),
    TEXT("create table if not exists `a b`.\"c\"\"d\" on cluster c (x Int8 comment ';') "
         "engine = Memory comment 'it''s;' as select 1; rename table a to b, c to d;"),
    TEXT("alter table t update a = ';', b = 2 where c in (1, 2), (delete where 1), add column d "
         "Int8; set a = 1, b = ';'; use d"),
    TEXT("-- pawl: idempotent\nalter table t drop column a;\n-- pawl: done-when select 1\n"
         "-- pawl: no-transaction\noptimize table t"),
    TEXT("select 'a\0b;', 1; select 2"),
    TEXT("\xF0\x9F\x98\x80 select \xD0\xB6; \xC2; \xE2\x80"),
    TEXT("select (1;2)"),
    TEXT("select 'unterminated; select 2"),
    TEXT("select 1 /* /* */; select 2"),
    TEXT("select 1\\G select 2"),
    TEXT("select 1 \xE2\x80\x94 a comment; select 2"),
    TEXT("select 1\0; select 2"),
    TEXT("select x'3;'; select 2"),
    TEXT("insert into t from infile 'x;y' format CSV"),
};

#endif /* UNIT_CLICKHOUSE_NASTY_H */
