/* Products of a matrix over GF(2^8) with the processor's instruction for them (GFNI), which Java cannot emit. GfniKernel
 * calls it on heap arrays as they are, so each array is an argument of its own.
 *
 * A coefficient is the 8 x 8 matrix over GF(2) that multiplies by it. Up to eight sums stay in registers while the
 * sources go by; the mask takes care of the end. */
#include <immintrin.h>
#include <stdint.h>

#define TARGET __attribute__((target("avx512f,avx512bw,gfni")))
#define ROWS 8
#define WIDTH 64

/* Whether this processor can run the rest. */
int souk_gf_usable(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("gfni");
}

/* Inlined with `rows` constant, so that the sums are registers. */
TARGET static inline __attribute__((always_inline)) void multiply(
        int rows, int columns, int add, int first, int end, const uint64_t *matrix, const uint8_t *const *from, uint8_t *const *to) {
    for (long at = first; at < end; at += WIDTH) {
        __mmask64 here = end - at >= WIDTH ? ~0ULL : (1ULL << (end - at)) - 1;
        __m512i sums[ROWS];
#pragma GCC unroll 8
        for (int row = 0; row < rows; row++) {
            sums[row] = add ? _mm512_maskz_loadu_epi8(here, to[row] + at) : _mm512_setzero_si512();
        }
        for (int column = 0; column < columns; column++) {
            __m512i source = _mm512_maskz_loadu_epi8(here, from[column] + at);
#pragma GCC unroll 8
            for (int row = 0; row < rows; row++) {
                __m512i coefficient = _mm512_set1_epi64((long long) matrix[column * ROWS + row]);
                sums[row] = _mm512_xor_si512(sums[row], _mm512_gf2p8affine_epi64_epi8(source, coefficient, 0));
            }
        }
#pragma GCC unroll 8
        for (int row = 0; row < rows; row++) {
            _mm512_mask_storeu_epi8(to[row] + at, here, sums[row]);
        }
    }
}

#define S(i) const uint8_t *s##i
#define T(i) uint8_t *t##i
#define CASE(n) case n: multiply(n, columns, add, first, end, matrix, from, to); break;

/* Sets bytes `first` to before `end` of `rows` targets to the product with those of `columns` sources, or adds it.
 * Pointers beyond those numbers are not used. */
TARGET void souk_gf_multiply(
        int rows, int columns, int add, int first, int end, const uint64_t *matrix,
        S(0), S(1), S(2), S(3), S(4), S(5), S(6), S(7),
        S(8), S(9), S(10), S(11), S(12), S(13), S(14), S(15),
        T(0), T(1), T(2), T(3), T(4), T(5), T(6), T(7)) {
    const uint8_t *const from[] = {s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15};
    uint8_t *const to[] = {t0, t1, t2, t3, t4, t5, t6, t7};
    switch (rows) {
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
    }
}
