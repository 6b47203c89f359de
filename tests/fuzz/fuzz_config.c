/*
 * fuzz_config.c
 *    Any bytes as a configuration file: it is loaded or refused, and no secret shows.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "unit/config/fake_engines.h"

#include "config/config.h"
#include "config/redact.h"

#define SECRET "hunter2hunter2"

static const char *const ENVIRONMENT[] = {
    "URL=alpha://app:" SECRET "@host/db",
    "DSN=host=h password=" SECRET,
    "EMPTY=",
    "NUMBER=7",
    "PAWL_BETA_URL=beta://app:" SECRET "@host/db",
    NULL,
};

static void
check_text(const char *text)
{
    check(text == NULL || strstr(text, SECRET) == NULL, "a secret shows");
}

static void
check_error(const Error *err)
{
    check(err->kind == ERROR_CONFIG, "kind of the error");
    check(err->message != NULL && err->message[0] != '\0', "message of the error");
    check((err->place.file == NULL) == (err->place.line == 0), "place of the error");
    check_text(err->message);
    check_text(err->detail);
    check_text(err->hint);
    check_text(err->place.excerpt);
}

static void
check_config(const Config *config, Arena *arena)
{
    check(config->count > 0, "targets of a valid configuration");

    for (size_t index = 0; index < config->count; index++)
    {
        const Target *target = &config->targets[index];

        check(target->name != NULL && target->dir != NULL, "a target is complete");
        check(target->engine != NULL && target->url != NULL, "a target can be opened");
        check_text(target->name);
        check_text(config_redact_url(target->url, arena));
    }
}

/* Every place keeps its line, whatever is hidden. */
static void
check_redaction(Str text, Arena *arena)
{
    for (size_t at = 0; at <= text.size; at += 1 + text.size / 16)
    {
        size_t offset = at;
        const Str shown = config_redact_file(text, &offset, arena);
        size_t lines = 0;

        check(offset <= shown.size, "an offset stays in the text");

        for (size_t index = 0; index < at; index++)
            lines += text.data[index] == '\n' ? 1 : 0;
        for (size_t index = 0; index < offset; index++)
            lines -= shown.data[index] == '\n' ? 1 : 0;

        check(lines == 0, "an offset stays in its line");
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    SCOPED_ARENA arena = {0};
    Error err = ERROR_INIT(&arena);
    Options options;
    Config config = {0};
    OptionGiven given = {.source = OPTION_FROM_FLAG};

    /* The fuzzer finds the word; in the file itself it is no secret. */
    if (memmem(data, size, "hunter2", strlen("hunter2")) != NULL)
        return 0;
    if (fd < 0)
        fd = memfd_create("config", MFD_CLOEXEC);

    check(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size, "memory file");
    given.text = arena_printf(&arena, "/proc/self/fd/%d", fd);
    options_init(&options);
    check(option_set(&options, OPTION_CONFIG, &given, &arena, &err), "option --config");

    if (config_load(&options, ENVIRONMENT, CONFIG_DATABASES, &arena, &config, &err))
        check_config(&config, &arena);
    else
        check_error(&err);

    check_redaction((Str){.data = (const char *)data, .size = size}, &arena);

    return 0;
}
