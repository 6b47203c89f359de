/*
 * last_words.h
 *    Why a run failed, short enough for a place that keeps only a little.
 *
 * Kubernetes keeps the last 4096 bytes of a container's termination message
 * (https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/), and
 * GitHub shows one annotation; the log itself may be gone by then.
 */
#ifndef REPORT_LAST_WORDS_H
#define REPORT_LAST_WORDS_H

#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"

enum
{
    LAST_WORDS_MAX = 4096,
};

/*
 * The error with all its parts, in at most LAST_WORDS_MAX bytes: what it is, where, and what to do
 * next are kept whole before the server's text and the excerpt are.
 */
void last_words(const Error *err, Buf *text);

/* The same as a GitHub Actions workflow command: "::error file=...,line=...::...". */
void last_words_annotation(const Error *err, FILE *results);

#endif /* REPORT_LAST_WORDS_H */
