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
#define VERSION 3
#define BLANK 0x20
#define DROPPED 0
#define MOST_ORDERS 8
#define MOST_BITS 24
#define FAMILIES 2
/* Of each word: its n-grams, itself, and the pairs that it stands in. */
#define PARTS 3
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

/* Fold a text's code points, blank before and behind, and keep where each code stood; gives how many there are. */
static int64_t read_codes(const uint32_t *points, int64_t length, const uint16_t *fold, uint32_t *codes, int64_t *places) {
    int64_t size = 0;
    for (int64_t i = 0; i < length; i++) {
        const uint32_t code = points[i] > UINT16_MAX ? BLANK : fold[points[i]];
        if (code == DROPPED) continue;
        places[size] = i;
        codes[size++] = code;
    }
    return size;
}

/* The word after codes[.. *last), as [*first .. *last); 0 where there is none. The last code is a blank. */
static int next_word(const uint32_t *codes, int64_t size, int64_t *first, int64_t *last) {
    int64_t at = *last;
    while (at < size && codes[at] == BLANK) at++;
    if (at == size) return 0;
    *first = at;
    while (codes[at] != BLANK) at++;
    *last = at;
    return 1;
}

/* The n-grams of a word with the blanks beside it. */
static void put_ngrams(struct present *here, const struct spec *spec, const struct known *known, const uint32_t *codes,
                       int64_t first, int64_t last) {
    for (uint32_t kind = 0; kind < spec->orders; kind++) {
        const int64_t order = spec->order[kind];
        for (int64_t start = first - 1; start + order <= last + 1; start++) {
            uint32_t hash = 0;
            for (int64_t i = start; i < start + order; i++) hash = hash * spec->base + codes[i];
            put(here, spec, known, kind, hash, spec->seed[kind]);
        }
    }
}

static uint32_t hash_of(const struct spec *spec, const uint32_t *codes, int64_t first, int64_t last) {
    uint32_t hash = 0;
    for (int64_t i = first; i < last; i++) hash = hash * spec->base + codes[i];
    return hash;
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

/* What one call needs beside what it is given. */
struct room {
    struct present here;
    uint32_t *codes, least_shift;
    int64_t *places;
};

static void release(struct room *room) {
    free(room->here.slots);
    free(room->here.rows);
    free(room->codes);
    free(room->places);
}

/* Room for the longest text; 0 where memory is short. */
static int reserve(struct room *room, const int64_t *bounds, int64_t texts, const struct spec *spec) {
    int64_t longest = 0;
    for (int64_t i = 0; i < texts; i++)
        if (bounds[i + 1] - bounds[i] > longest) longest = bounds[i + 1] - bounds[i];
    /* A code begins at most one n-gram an order more than its word has; each word has two codes, its pair included. */
    const int64_t most = (longest + 1) * (spec->orders + 2);
    uint32_t shift = 31;
    while (shift && (int64_t)1 << (32 - shift) < 2 * most) shift--;
    room->least_shift = shift;
    room->here.slots = calloc((size_t)1 << (32 - shift), sizeof *room->here.slots);
    room->here.rows = malloc((size_t)most * sizeof *room->here.rows);
    room->codes = malloc((size_t)(longest + 1) * sizeof *room->codes);
    room->places = malloc((size_t)(longest + 1) * sizeof *room->places);
    return room->here.slots && room->here.rows && room->codes && room->places;
}

/* Fold the next text and begin to gather its features; gives how many codes it has. */
static int64_t begin(struct room *room, const uint32_t *points, int64_t length, const uint16_t *fold,
                     const struct spec *spec) {
    struct present *here = &room->here;
    const int64_t size = read_codes(points, length, fold, room->codes, room->places);
    const int64_t wanted = 2 * (size + 1) * (spec->orders + 2);
    for (here->shift = 31; here->shift > room->least_shift && (int64_t)1 << (32 - here->shift) < wanted;) here->shift--;
    here->turn++;
    here->count = 0;
    return size;
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
    struct room room = {0};
    struct present *here = &room.here;
    const int enough = reserve(&room, bounds, texts, spec);
    for (int64_t i = 0; i < texts && enough; i++) {
        const int64_t size = begin(&room, points + bounds[i], bounds[i + 1] - bounds[i] + 1, fold, spec);
        int64_t first = 0, last = 0;
        while (next_word(room.codes, size, &first, &last)) put_ngrams(here, spec, &known, room.codes, first, last);
        const int64_t ngrams = here->count;
        uint32_t before = 0, words = 0;
        for (last = 0; next_word(room.codes, size, &first, &last);) {
            const uint32_t word = hash_of(spec, room.codes, first, last);
            put(here, spec, &known, spec->orders, word, spec->word_seed);
            if (words++) put(here, spec, &known, spec->orders + 1, before * spec->base + word, spec->pair_seed);
            before = word;
        }
        add_rows(here->rows, 0, ngrams, weights, stride, sums + FAMILIES * i * stride);
        add_rows(here->rows, ngrams, here->count, weights, stride, sums + (FAMILIES * i + 1) * stride);
        counts[FAMILIES * i] = (int32_t)ngrams;
        counts[FAMILIES * i + 1] = (int32_t)(here->count - ngrams);
    }
    release(&room);
    return enough ? 0 : -1;
}

/* The same word by word: each feature adds to the word where it stands first, a pair to both of its words. spans: two
   places in `points` a word; owned: how many words each text has. sums: three times `stride` a word, see PARTS, zeroed by
   the caller, who gives room for a word every two places. Gives how many words there are, or -1. */
EXPORTED int64_t ticketroute_words(const uint32_t *points, const int64_t *bounds, int64_t texts, const uint16_t *fold,
                                   const struct spec *spec, const uint64_t *bits, const uint32_t *ranks,
                                   const int8_t *weights, int64_t stride, int64_t *spans, int64_t *owned, int32_t *sums,
                                   int32_t *counts) {
    const struct known known = {bits, ranks};
    struct room room = {0};
    struct present *here = &room.here;
    const int enough = reserve(&room, bounds, texts, spec);
    int64_t words = 0;
    for (int64_t i = 0; i < texts && enough; i++) {
        const int64_t size = begin(&room, points + bounds[i], bounds[i + 1] - bounds[i] + 1, fold, spec);
        const int64_t begun = words;
        int64_t first = 0, last = 0;
        uint32_t before = 0;
        for (; next_word(room.codes, size, &first, &last); words++) {
            int32_t *own = sums + PARTS * words * stride;
            spans[2 * words] = bounds[i] + room.places[first];
            spans[2 * words + 1] = bounds[i] + room.places[last - 1] + 1;
            int64_t count = here->count;
            put_ngrams(here, spec, &known, room.codes, first, last);
            add_rows(here->rows, count, here->count, weights, stride, own);
            counts[FAMILIES * i] += (int32_t)(here->count - count);
            const uint32_t word = hash_of(spec, room.codes, first, last);
            count = here->count;
            put(here, spec, &known, spec->orders, word, spec->word_seed);
            add_rows(here->rows, count, here->count, weights, stride, own + stride);
            const int64_t pair = here->count;
            if (words > begun) put(here, spec, &known, spec->orders + 1, before * spec->base + word, spec->pair_seed);
            add_rows(here->rows, pair, here->count, weights, stride, own + 2 * stride);
            if (words > begun) add_rows(here->rows, pair, here->count, weights, stride, own - stride);
            counts[FAMILIES * i + 1] += (int32_t)(here->count - count);
            before = word;
        }
        owned[i] = words - begun;
    }
    release(&room);
    return enough ? words : -1;
}
