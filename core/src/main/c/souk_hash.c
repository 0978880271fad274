/* SHA-256 of two messages at a time and CRC-64/NVME by carry-less products, with the processor's instructions for
 * them. One hash alone leaves half of the processor's hashing unit idle, since each step waits for the one before.
 * BatchHashing and Crc64Nvme call this on heap arrays as they are; their portable twins say what it computes. */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define SHA __attribute__((target("sha,avx")))
#define PRODUCT __attribute__((target("pclmul,avx")))
#define BLOCK 64
#define HASH 32

/* Whether this processor can run the rest. */
int souk_hash_usable(void) {
    unsigned int a = 7, b, c = 0, d;
    __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return (b >> 29 & 1) && __builtin_cpu_supports("avx") && __builtin_cpu_supports("pclmul");
}

static const uint32_t K[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* The state as the instructions want it: the words a, b, e, f and c, d, g, h, high to low. */
typedef struct {
    __m128i abef, cdgh;
} lane;

SHA static inline __attribute__((always_inline)) __m128i load(const uint8_t *at) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bULL, 0x0405060700010203ULL);
    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *) at), swap);
}

/* Four words of the schedule from the sixteen before them. */
SHA static inline __attribute__((always_inline)) __m128i next(__m128i w0, __m128i w1, __m128i w2, __m128i w3) {
    __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
    return _mm_sha256msg2_epu32(sum, w3);
}

/* Four rounds of both lanes, with their words. */
#define ROUNDS(i, x, y) do { \
    __m128i k = _mm_load_si128((const __m128i *) (K + 4 * (i))); \
    __m128i kx = _mm_add_epi32(x, k), ky = _mm_add_epi32(y, k); \
    p.cdgh = _mm_sha256rnds2_epu32(p.cdgh, p.abef, kx); \
    q.cdgh = _mm_sha256rnds2_epu32(q.cdgh, q.abef, ky); \
    p.abef = _mm_sha256rnds2_epu32(p.abef, p.cdgh, _mm_shuffle_epi32(kx, 0x0e)); \
    q.abef = _mm_sha256rnds2_epu32(q.abef, q.cdgh, _mm_shuffle_epi32(ky, 0x0e)); \
} while (0)

/* One block of each of two messages. */
SHA static inline __attribute__((always_inline)) void compress(lane *one, lane *two, const uint8_t *a, const uint8_t *b) {
    lane p = *one, q = *two;
    __m128i x[4], y[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        x[i] = load(a + 16 * i);
        y[i] = load(b + 16 * i);
        ROUNDS(i, x[i], y[i]);
    }
#pragma GCC unroll 12
    for (int i = 4; i < 16; i++) {
        x[i & 3] = next(x[i & 3], x[(i + 1) & 3], x[(i + 2) & 3], x[(i + 3) & 3]);
        y[i & 3] = next(y[i & 3], y[(i + 1) & 3], y[(i + 2) & 3], y[(i + 3) & 3]);
        ROUNDS(i, x[i & 3], y[i & 3]);
    }
    one->abef = _mm_add_epi32(one->abef, p.abef);
    one->cdgh = _mm_add_epi32(one->cdgh, p.cdgh);
    two->abef = _mm_add_epi32(two->abef, q.abef);
    two->cdgh = _mm_add_epi32(two->cdgh, q.cdgh);
}

SHA static inline lane start(void) {
    lane begun = {
        _mm_set_epi32(0x6a09e667, (int) 0xbb67ae85, 0x510e527f, (int) 0x9b05688c),
        _mm_set_epi32(0x3c6ef372, (int) 0xa54ff53a, 0x1f83d9ab, 0x5be0cd19)};
    return begun;
}

SHA static inline void store(lane from, uint8_t *to) {
    __m128i ab_cd = _mm_unpackhi_epi64(from.cdgh, from.abef); /* d? low: cd, high: ab */
    __m128i ef_gh = _mm_unpacklo_epi64(from.cdgh, from.abef);
    const __m128i turn = _mm_set_epi64x(0x0001020304050607ULL, 0x08090a0b0c0d0e0fULL);
    _mm_storeu_si128((__m128i *) to, _mm_shuffle_epi8(ab_cd, turn));
    _mm_storeu_si128((__m128i *) (to + 16), _mm_shuffle_epi8(ef_gh, turn));
}

/* Hashes of two messages: a byte, then `length` bytes, a multiple of 64. */
SHA static void two(int prefix, const uint8_t *a, const uint8_t *b, int length, uint8_t *to_a, uint8_t *to_b) {
    uint8_t edge[2][BLOCK];
    lane p = start(), q = start();
    edge[0][0] = edge[1][0] = (uint8_t) prefix;
    memcpy(edge[0] + 1, a, BLOCK - 1);
    memcpy(edge[1] + 1, b, BLOCK - 1);
    compress(&p, &q, edge[0], edge[1]);
    for (int at = BLOCK - 1; at + BLOCK <= length; at += BLOCK) {
        compress(&p, &q, a + at, b + at);
    }
    uint64_t bits = __builtin_bswap64(8 * ((uint64_t) length + 1));
    memset(edge, 0, sizeof edge);
    for (int i = 0; i < 2; i++) {
        edge[i][0] = (i == 0 ? a : b)[length - 1];
        edge[i][1] = 0x80;
        memcpy(edge[i] + BLOCK - 8, &bits, 8);
    }
    compress(&p, &q, edge[0], edge[1]);
    store(p, to_a);
    store(q, to_b);
}

/* Hashes of `count` messages that lie side by side, to hashes side by side, which may overwrite messages before them. */
SHA void souk_hash_each(int prefix, const uint8_t *from, int offset, int length, int count, uint8_t *to, int at) {
    /* Compiled Java leaves the upper halves of the registers in use, with which these instructions take half as long again. */
    _mm256_zeroupper();
    from += offset;
    to += at;
    uint8_t unused[HASH];
    for (int i = 0; i < count; i += 2) {
        int last = i + 1 == count;
        const uint8_t *a = from + (long) i * length;
        two(prefix, a, last ? a : a + length, length, to + (long) i * HASH, last ? unused : to + (long) (i + 1) * HASH);
    }
}

/* Folds bytes into the last sixteen: those that remain have the same CRC, begun with zero, as `length` bytes, a multiple
 * of 64 and not none, begun with `state`. The constants are x^575, x^511, x^191 and x^127 modulo the polynomial, bits
 * reversed (Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ", 2009). */
PRODUCT void souk_hash_fold(uint64_t state, const uint8_t *from, int offset, int length, uint8_t *rest) {
    _mm256_zeroupper();
    const __m128i far = _mm_set_epi64x(0x62242240ace5045aULL, 0x0c32cdb31e18a84aULL);
    const __m128i near = _mm_set_epi64x(0x21e9761e252621acULL, (long long) 0xeadc41fd2ba3d420ULL);
    const __m128i *at = (const __m128i *) (from + offset);
    __m128i sums[4];
    for (int i = 0; i < 4; i++) {
        sums[i] = _mm_loadu_si128(at++);
    }
    sums[0] = _mm_xor_si128(sums[0], _mm_cvtsi64_si128((long long) state));
    for (int done = BLOCK; done < length; done += BLOCK) {
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            __m128i low = _mm_clmulepi64_si128(sums[i], far, 0x00), high = _mm_clmulepi64_si128(sums[i], far, 0x11);
            sums[i] = _mm_xor_si128(_mm_xor_si128(low, high), _mm_loadu_si128(at++));
        }
    }
    for (int i = 0; i < 3; i++) {
        __m128i low = _mm_clmulepi64_si128(sums[i], near, 0x00), high = _mm_clmulepi64_si128(sums[i], near, 0x11);
        sums[i + 1] = _mm_xor_si128(_mm_xor_si128(low, high), sums[i + 1]);
    }
    _mm_storeu_si128((__m128i *) rest, sums[3]);
}
