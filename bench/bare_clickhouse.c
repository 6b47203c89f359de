/*
 * bare_clickhouse.c
 *    The limit for ClickHouse: a loop over curl_easy_perform() that knows nothing.
 *
 *     bare_clickhouse http://HOST:PORT RECORDS [FOLDER]
 *
 * RECORDS holds two records per request, the path with its parameters and the body: those that
 * pawl sent, so that the same statements and the same writes of the ledger are made, or the files
 * alone. FOLDER is read before.
 */
#include <curl/curl.h>
#include <strings.h>

#include "records.h"

static size_t
take_header(char *data, size_t size, size_t count, void *context)
{
    static const char name[] = "X-ClickHouse-Exception-Code:";
    int *code = context;

    if (size * count > sizeof(name) && strncasecmp(data, name, sizeof(name) - 1) == 0)
        *code = atoi(data + sizeof(name) - 1);

    return size * count;
}

static size_t
discard(char *data, size_t size, size_t count, void *context)
{
    (void)data, (void)context;

    return size * count;
}

int
main(int argc, char **argv)
{
    Record target = {0};
    Record body = {0};

    if (argc < 3)
        fail(argv[0], "URL RECORDS [FOLDER]");
    if (argc > 3)
        read_folder(argv[3]);

    FILE *records = fopen(argv[2], "r");

    if (records == NULL)
        fail(argv[2], "cannot be opened");

    curl_global_init(CURL_GLOBAL_DEFAULT);

    CURL *handle = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");

    headers = curl_slist_append(headers, "Content-Type: text/plain");
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_URL, argv[1]);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_USERNAME, "default");
    curl_easy_setopt(handle, CURLOPT_PASSWORD, "");
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);

    while (record_read(records, &target) && record_read(records, &body))
    {
        int refusal = 0;

        curl_easy_setopt(handle, CURLOPT_REQUEST_TARGET, target.data);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data);
        curl_easy_setopt(handle, CURLOPT_HEADERDATA, &refusal);

        const CURLcode code = curl_easy_perform(handle);

        if (code != CURLE_OK || !is_expected(refusal))
            fail(target.data, curl_easy_strerror(code));
    }

    curl_slist_free_all(headers);
    curl_easy_cleanup(handle);

    return 0;
}
