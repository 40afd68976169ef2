/* Sums of int8 weights over the different known features of each text: what text/ngrams.py and model/sums.py do in
   arrays, one text at a time. It reads what it is given and writes two arrays; it keeps nothing and calls no Python. */
#include <stdint.h>
#include <stdlib.h>

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

/* Raised with every change of what the function takes or gives; the loader refuses another. */
#define VERSION 2
#define BLANK 0x20
#define DROPPED 0
#define MOST_ORDERS 8
#define MOST_BITS 24
#define FAMILIES 2
#define LANES 16
/* So many int8 weights cannot leave the range of int16. */
#define ROWS_A_RUN 256
#define SPREAD 0x9E3779B1u

struct spec {
    uint32_t base, mix, word_seed, pair_seed, bits, orders;
    uint32_t order[MOST_ORDERS], seed[MOST_ORDERS];
};

/* Which buckets have weights: a bit a bucket, and before each 64 of them how many rows there are. */
struct known {
    const uint64_t *bits;
    const uint32_t *ranks;
};

/* The known features of the text at hand, each once. A slot of an earlier text's turn is empty. */
struct present {
    uint64_t *slots, turn;
    uint32_t *rows, shift;
    int64_t count;
};

static uint32_t ones(uint64_t word) {
    word -= word >> 1 & 0x5555555555555555u;
    word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
    return (uint32_t)(((word + (word >> 4)) & 0x0F0F0F0F0F0F0F0Fu) * 0x0101010101010101u >> 56);
}

static void put(struct present *here, const struct spec *spec, const struct known *known, uint32_t kind, uint32_t hash,
                uint32_t seed) {
    const uint32_t half = (uint32_t)(kind >= spec->orders) << spec->bits;
    const uint32_t bucket = half | ((hash ^ seed) * spec->mix) >> (32 - spec->bits);
    const uint64_t word = known->bits[bucket >> 6], bit = UINT64_C(1) << (bucket & 63);
    if (!(word & bit)) return;
    const uint32_t row = known->ranks[bucket >> 6] + ones(word & (bit - 1));
    const uint32_t key = kind << (MOST_BITS + 1) | row, last = UINT32_MAX >> here->shift;
    const uint64_t mine = here->turn << 32 | key;
    for (uint32_t at = key * SPREAD >> here->shift;; at = (at + 1) & last) {
        if (here->slots[at] == mine) return;
        if (here->slots[at] >> 32 == here->turn) continue;
        here->slots[at] = mine;
        here->rows[here->count++] = row;
        return;
    }
}

/* Fold a text's code points, blank before and behind; gives how many codes there are. */
static int64_t read_codes(const uint32_t *points, int64_t length, const uint16_t *fold, uint32_t *codes) {
    int64_t size = 0;
    for (int64_t i = 0; i < length; i++) {
        const uint32_t code = points[i] > UINT16_MAX ? BLANK : fold[points[i]];
        if (code != DROPPED) codes[size++] = code;
    }
    return size;
}

/* The n-grams of each word with the blanks beside it. Words begin and end where a blank stands. */
static void put_ngrams(struct present *here, const struct spec *spec, const struct known *known, const uint32_t *codes,
                       int64_t size) {
    for (int64_t first = 1, last; first < size - 1; first = last + 1) {
        for (last = first; codes[last] != BLANK;) last++;
        for (uint32_t kind = 0; kind < spec->orders && last > first; kind++) {
            const int64_t order = spec->order[kind];
            for (int64_t start = first - 1; start + order <= last + 1; start++) {
                uint32_t hash = 0;
                for (int64_t i = start; i < start + order; i++) hash = hash * spec->base + codes[i];
                put(here, spec, known, kind, hash, spec->seed[kind]);
            }
        }
    }
}

static void put_words(struct present *here, const struct spec *spec, const struct known *known, const uint32_t *codes,
                      int64_t size) {
    uint32_t before = 0, words = 0;
    for (int64_t first = 1, last; first < size - 1; first = last + 1) {
        uint32_t word = 0;
        for (last = first; codes[last] != BLANK; last++) word = word * spec->base + codes[last];
        if (last == first) continue;
        put(here, spec, known, spec->orders, word, spec->word_seed);
        if (words++) put(here, spec, known, spec->orders + 1, before * spec->base + word, spec->pair_seed);
        before = word;
    }
}

/* The sums of rows[begin..end), added to `sums`. */
static void add_rows(const uint32_t *rows, int64_t begin, int64_t end, const int8_t *weights, int64_t stride,
                     int32_t *sums) {
    for (int64_t block = 0; block < stride; block += LANES)
        for (int64_t run = begin; run < end; run += ROWS_A_RUN) {
            const int64_t stop = run + ROWS_A_RUN < end ? run + ROWS_A_RUN : end;
            int16_t part[LANES] = {0};
            for (int64_t i = run; i < stop; i++) {
                const int8_t *row = weights + rows[i] * stride + block;
                for (int lane = 0; lane < LANES; lane++) part[lane] = (int16_t)(part[lane] + row[lane]);
            }
            for (int lane = 0; lane < LANES; lane++) sums[block + lane] += part[lane];
        }
}

EXPORTED int32_t ticketroute_kernel_version(void) { return VERSION; }

/* points: the joined texts with one blank before each and one at the end; bounds: the places of those blanks (texts + 1).
   fold: 65,536 codes. bits, ranks: see `known`. weights: one row of `stride` numbers (a multiple of 16) a known feature.
   sums: twice `stride` a text, of n-grams and of words; counts: two a text. Both are zeroed by the caller. Gives 0, or
   -1 where memory is short. */
EXPORTED int32_t ticketroute_sums(const uint32_t *points, const int64_t *bounds, int64_t texts, const uint16_t *fold,
                                  const struct spec *spec, const uint64_t *bits, const uint32_t *ranks,
                                  const int8_t *weights, int64_t stride, int32_t *sums, int32_t *counts) {
    const struct known known = {bits, ranks};
    int64_t longest = 0;
    for (int64_t i = 0; i < texts; i++)
        if (bounds[i + 1] - bounds[i] > longest) longest = bounds[i + 1] - bounds[i];
    /* A code begins at most one n-gram an order more than its word has; each word has two codes, its pair included. */
    const int64_t most = (longest + 1) * (spec->orders + 2);
    uint32_t shift = 31;
    while (shift && (int64_t)1 << (32 - shift) < 2 * most) shift--;
    struct present here = {0};
    here.slots = calloc((size_t)1 << (32 - shift), sizeof *here.slots);
    here.rows = malloc((size_t)most * sizeof *here.rows);
    uint32_t *codes = malloc((size_t)(longest + 1) * sizeof *codes);
    const int failed = !here.slots || !here.rows || !codes;
    for (int64_t i = 0; i < texts && !failed; i++) {
        const int64_t size = read_codes(points + bounds[i], bounds[i + 1] - bounds[i] + 1, fold, codes);
        const int64_t room = 2 * (size + 1) * (spec->orders + 2);
        for (here.shift = 31; here.shift > shift && (int64_t)1 << (32 - here.shift) < room;) here.shift--;
        here.turn = (uint64_t)i + 1;
        here.count = 0;
        put_ngrams(&here, spec, &known, codes, size);
        const int64_t ngrams = here.count;
        put_words(&here, spec, &known, codes, size);
        int32_t *own = sums + FAMILIES * i * stride;
        add_rows(here.rows, 0, ngrams, weights, stride, own);
        add_rows(here.rows, ngrams, here.count, weights, stride, own + stride);
        counts[FAMILIES * i] = (int32_t)ngrams;
        counts[FAMILIES * i + 1] = (int32_t)(here.count - ngrams);
    }
    free(here.slots);
    free(here.rows);
    free(codes);
    return failed ? -1 : 0;
}
