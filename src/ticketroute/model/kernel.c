/* Sums of int8 weights over the different features of each text: what text/ngrams.py and model/sums.py do in arrays,
   one text at a time. It reads what it is given and writes two arrays; it keeps nothing and calls no Python. */
#include <stdint.h>
#include <stdlib.h>

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

/* Raised with every change of what the function takes or gives; the loader refuses another. */
#define VERSION 1
#define BLANK 0x20
#define DROPPED 0
#define MOST_ORDERS 8
#define LANES 16
/* So many int8 weights cannot leave the range of int16. */
#define ROWS_A_RUN 256
#define SPREAD 0x9E3779B1u

struct spec {
    uint32_t base, mix, word_seed, pair_seed, bits, orders;
    uint32_t order[MOST_ORDERS], seed[MOST_ORDERS];
};

/* The features of the text at hand, each once. A slot of an earlier text's turn is empty. */
struct present {
    uint64_t *slots, turn;
    uint32_t *keys, shift;
    int64_t count;
};

static void put(struct present *here, const struct spec *spec, uint32_t kind, uint32_t hash, uint32_t seed) {
    const uint32_t key = kind << spec->bits | ((hash ^ seed) * spec->mix) >> (32 - spec->bits);
    const uint32_t last = UINT32_MAX >> here->shift;
    const uint64_t mine = here->turn << 32 | key;
    for (uint32_t at = key * SPREAD >> here->shift;; at = (at + 1) & last) {
        if (here->slots[at] == mine) return;
        if (here->slots[at] >> 32 == here->turn) continue;
        here->slots[at] = mine;
        here->keys[here->count++] = key;
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

/* The n-grams of a word at codes[first..last), with the blanks beside it. */
static void put_ngrams(struct present *here, const struct spec *spec, const uint32_t *codes, int64_t first, int64_t last) {
    for (uint32_t kind = 0; kind < spec->orders; kind++) {
        const int64_t order = spec->order[kind];
        for (int64_t start = first - 1; start + order <= last + 1; start++) {
            uint32_t hash = 0;
            for (int64_t i = start; i < start + order; i++) hash = hash * spec->base + codes[i];
            put(here, spec, kind, hash, spec->seed[kind]);
        }
    }
}

static void put_features(struct present *here, const struct spec *spec, const uint32_t *codes, int64_t size) {
    uint32_t before = 0, words = 0;
    for (int64_t first = 1; first < size - 1; first++) {
        if (codes[first] == BLANK) continue;
        uint32_t word = 0;
        int64_t last = first;
        for (; codes[last] != BLANK; last++) word = word * spec->base + codes[last];
        put_ngrams(here, spec, codes, first, last);
        put(here, spec, spec->orders, word, spec->word_seed);
        if (words++) put(here, spec, spec->orders + 1, before * spec->base + word, spec->pair_seed);
        before = word;
        first = last;
    }
}

static void add_rows(const struct present *here, uint32_t mask, const int8_t *weights, int64_t stride, int32_t *sums) {
    for (int64_t block = 0; block < stride; block += LANES)
        for (int64_t begin = 0; begin < here->count; begin += ROWS_A_RUN) {
            const int64_t end = begin + ROWS_A_RUN < here->count ? begin + ROWS_A_RUN : here->count;
            int16_t run[LANES] = {0};
            for (int64_t i = begin; i < end; i++) {
                const int8_t *row = weights + (here->keys[i] & mask) * stride + block;
                for (int lane = 0; lane < LANES; lane++) run[lane] = (int16_t)(run[lane] + row[lane]);
            }
            for (int lane = 0; lane < LANES; lane++) sums[block + lane] += run[lane];
        }
}

EXPORTED int32_t ticketroute_kernel_version(void) { return VERSION; }

/* points: the joined texts with one blank before each and one at the end; bounds: the places of those blanks (texts + 1).
   fold: 65,536 codes. weights: one row of `stride` numbers (a multiple of 16) a bucket. sums: `stride` a text, counts:
   one a text, both zeroed by the caller. Gives 0, or -1 where memory is short. */
EXPORTED int32_t ticketroute_sums(const uint32_t *points, const int64_t *bounds, int64_t texts, const uint16_t *fold,
                                  const struct spec *spec, const int8_t *weights, int64_t stride, int32_t *sums,
                                  int32_t *counts) {
    int64_t longest = 0;
    for (int64_t i = 0; i < texts; i++)
        if (bounds[i + 1] - bounds[i] > longest) longest = bounds[i + 1] - bounds[i];
    /* A code begins at most one n-gram an order more than its word has; each word has two codes, its pair included. */
    const int64_t most = (longest + 1) * (spec->orders + 2);
    uint32_t shift = 31;
    while (shift && (int64_t)1 << (32 - shift) < 2 * most) shift--;
    struct present here = {0};
    here.slots = calloc((size_t)1 << (32 - shift), sizeof *here.slots);
    here.keys = malloc((size_t)most * sizeof *here.keys);
    uint32_t *codes = malloc((size_t)(longest + 1) * sizeof *codes);
    const int failed = !here.slots || !here.keys || !codes;
    for (int64_t i = 0; i < texts && !failed; i++) {
        const int64_t size = read_codes(points + bounds[i], bounds[i + 1] - bounds[i] + 1, fold, codes);
        const int64_t room = 2 * (size + 1) * (spec->orders + 2);
        for (here.shift = 31; here.shift > shift && (int64_t)1 << (32 - here.shift) < room;) here.shift--;
        here.turn = (uint64_t)i + 1;
        here.count = 0;
        put_features(&here, spec, codes, size);
        add_rows(&here, (UINT32_C(1) << spec->bits) - 1, weights, stride, sums + i * stride);
        counts[i] = (int32_t)here.count;
    }
    free(here.slots);
    free(here.keys);
    free(codes);
    return failed ? -1 : 0;
}
