/*
 * records.h
 *    What the bare clients share: the file of requests that run.py recorded or wrote, and the
 *    reading of a folder, which every runner has to do before it can say that nothing is to do.
 *
 * A record is its size in decimal, a line feed, the bytes and a NUL.
 */
#ifndef BENCH_RECORDS_H
#define BENCH_RECORDS_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Record
{
    char *data;
    size_t size;
} Record;

static void
fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static int
record_read(FILE *file, Record *record)
{
    if (fscanf(file, "%zu", &record->size) != 1)
        return 0;

    record->data = realloc(record->data, record->size + 1);

    if (record->data == NULL || fgetc(file) != '\n' ||
        fread(record->data, 1, record->size + 1, file) != record->size + 1 ||
        record->data[record->size] != '\0')
        fail("records", "the file is damaged");

    return 1;
}

/*
 * What pawl takes from ClickHouse as an answer and goes on: it looks for tables that may not be
 * there (60), and for locks of which there may be none (636).
 */
static inline int
is_expected(int refusal)
{
    return refusal == 0 || refusal == 60 || refusal == 636;
}

/* Every file of the folder, once, whole. */
static void
read_folder(const char *path)
{
    DIR *folder = opendir(path);
    char buffer[65536];

    if (folder == NULL)
        fail(path, "cannot be opened");

    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
    {
        const int file =
            entry->d_name[0] == '.' ? -1 : openat(dirfd(folder), entry->d_name, O_RDONLY);

        if (file < 0)
            continue;

        while (read(file, buffer, sizeof(buffer)) > 0)
            ;

        close(file);
    }

    closedir(folder);
}

#endif /* BENCH_RECORDS_H */
