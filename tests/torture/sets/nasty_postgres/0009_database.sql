create database {db}_extra;
