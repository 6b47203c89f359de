/*
 * test.h
 *    A test is a function that registers itself; a file is an executable.
 */
#ifndef HARNESS_TEST_H
#define HARNESS_TEST_H

#include <stdbool.h>
#include <stddef.h>

typedef struct TestCase
{
    const char *name;
    void (*run)(void);
} TestCase;

#define TEST(name_)                                                                                \
    static void test_##name_(void);                                                                \
    static const TestCase case_##name_ = {#name_, test_##name_};                                   \
    __attribute__((__section__("test_cases"),                                                      \
                   __used__)) static const TestCase *const entry_##name_ = &case_##name_;          \
    static void test_##name_(void)

/* Each ends the program with the place and the two values when it does not hold. */
#define CHECK(condition_)          test_check((condition_), __FILE__, __LINE__, #condition_)
#define CHECK_TEXT(actual_, want_) test_check_text((actual_), (want_), __FILE__, __LINE__, #actual_)
#define CHECK_SIZE(actual_, want_) test_check_size((actual_), (want_), __FILE__, __LINE__, #actual_)

void test_check(bool holds, const char *file, int line, const char *text);
void test_check_text(const char *actual, const char *want, const char *file, int line,
                     const char *text);
void test_check_size(size_t actual, size_t want, const char *file, int line, const char *text);

#endif /* HARNESS_TEST_H */
