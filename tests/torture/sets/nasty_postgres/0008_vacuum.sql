vacuum (analyze) t;
