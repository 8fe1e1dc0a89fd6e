#ifndef CCRYPTO_H
#define CCRYPTO_H
#include <stddef.h>
#include <stdint.h>

// The distribution's OpenSSL behind a few functions of our own; no type of the library leaves this file.
// Functions that return int return 1 on success and 0 on failure.

/// SHA-256 of a prefix (0 to 1 bytes) followed by two pieces; the second may be empty.
int cc_sha256(const uint8_t *prefix, size_t prefix_length, const uint8_t *a, size_t a_length, const uint8_t *b,
              size_t b_length, uint8_t out[32]);

typedef struct cc_sha256_stream cc_sha256_stream;
cc_sha256_stream *cc_sha256_begin(void);
int cc_sha256_add(cc_sha256_stream *stream, const uint8_t *bytes, size_t length);
/// Ends and frees the stream.
int cc_sha256_end(cc_sha256_stream *stream, uint8_t out[32]);

int cc_hmac_sha256(const uint8_t *key, size_t key_length, const uint8_t *bytes, size_t length, uint8_t out[32]);
int cc_scrypt(const char *password, size_t password_length, const uint8_t *salt, size_t salt_length, uint64_t n, uint64_t r,
              uint64_t p, uint8_t *out, size_t out_length);
/// ChaCha20-Poly1305 (RFC 8439): writes `length` bytes and a tag of 16 behind them.
int cc_seal(const uint8_t key[32], const uint8_t nonce[12], const uint8_t *aad, size_t aad_length, const uint8_t *bytes,
            size_t length, uint8_t *out);
/// The way back: takes `length` bytes of which the last 16 are the tag; writes `length` - 16. 0 if anything was altered.
int cc_open(const uint8_t key[32], const uint8_t nonce[12], const uint8_t *aad, size_t aad_length, const uint8_t *bytes,
            size_t length, uint8_t *out);
int cc_ed25519_public(const uint8_t seed[32], uint8_t out[32]);
int cc_ed25519_sign(const uint8_t seed[32], const uint8_t *bytes, size_t length, uint8_t out[64]);
int cc_ed25519_verify(const uint8_t key[32], const uint8_t *bytes, size_t length, const uint8_t signature[64]);
/// Compares in a time that does not depend on the content.
int cc_equal(const uint8_t *a, const uint8_t *b, size_t length);
#endif
