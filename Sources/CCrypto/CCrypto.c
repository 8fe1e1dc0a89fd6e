#include "CCrypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>

// Looked up once: a look-up for every hash costs more than the hash.
static EVP_MD *sha256_method;
static pthread_once_t sha256_once = PTHREAD_ONCE_INIT;
static void sha256_fetch(void) { sha256_method = EVP_MD_fetch(NULL, "SHA256", NULL); }
static const EVP_MD *sha256(void) {
  pthread_once(&sha256_once, sha256_fetch);
  return sha256_method;
}

static pthread_key_t context_key;
static pthread_once_t context_once = PTHREAD_ONCE_INIT;
static void context_free(void *context) { EVP_MD_CTX_free(context); }
static void context_make(void) { pthread_key_create(&context_key, context_free); }
// One context a thread, reused, since making one costs as much as a short hash.
static EVP_MD_CTX *context(void) {
  pthread_once(&context_once, context_make);
  EVP_MD_CTX *made = pthread_getspecific(context_key);
  if (made == NULL) {
    made = EVP_MD_CTX_new();
    pthread_setspecific(context_key, made);
  }
  return made;
}

int cc_sha256(const uint8_t *prefix, size_t prefix_length, const uint8_t *a, size_t a_length, const uint8_t *b,
              size_t b_length, uint8_t out[32]) {
  EVP_MD_CTX *ctx = context();
  unsigned int length = 32;
  return ctx != NULL && EVP_DigestInit_ex2(ctx, sha256(), NULL) == 1 && EVP_DigestUpdate(ctx, prefix, prefix_length) == 1 &&
         EVP_DigestUpdate(ctx, a, a_length) == 1 && EVP_DigestUpdate(ctx, b, b_length) == 1 &&
         EVP_DigestFinal_ex(ctx, out, &length) == 1;
}

cc_sha256_stream *cc_sha256_begin(void) {
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  if (ctx != NULL && EVP_DigestInit_ex2(ctx, sha256(), NULL) != 1) {
    EVP_MD_CTX_free(ctx);
    return NULL;
  }
  return (cc_sha256_stream *)ctx;
}

int cc_sha256_add(cc_sha256_stream *stream, const uint8_t *bytes, size_t length) {
  return stream != NULL && EVP_DigestUpdate((EVP_MD_CTX *)stream, bytes, length) == 1;
}

int cc_sha256_end(cc_sha256_stream *stream, uint8_t out[32]) {
  unsigned int length = 32;
  int done = stream != NULL && EVP_DigestFinal_ex((EVP_MD_CTX *)stream, out, &length) == 1;
  EVP_MD_CTX_free((EVP_MD_CTX *)stream);
  return done;
}

int cc_hmac_sha256(const uint8_t *key, size_t key_length, const uint8_t *bytes, size_t length, uint8_t out[32]) {
  unsigned int out_length = 32;
  return HMAC(sha256(), key, (int)key_length, bytes, length, out, &out_length) != NULL;
}

int cc_scrypt(const char *password, size_t password_length, const uint8_t *salt, size_t salt_length, uint64_t n, uint64_t r,
              uint64_t p, uint8_t *out, size_t out_length) {
  return EVP_PBE_scrypt(password, password_length, salt, salt_length, n, r, p, 256u << 20, out, out_length) == 1;
}

int cc_seal(const uint8_t key[32], const uint8_t nonce[12], const uint8_t *aad, size_t aad_length, const uint8_t *bytes,
            size_t length, uint8_t *out) {
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
  int moved = 0, rest = 0;
  int done = ctx != NULL && EVP_EncryptInit_ex(ctx, EVP_chacha20_poly1305(), NULL, key, nonce) == 1 &&
             EVP_EncryptUpdate(ctx, NULL, &moved, aad, (int)aad_length) == 1 &&
             EVP_EncryptUpdate(ctx, out, &moved, bytes, (int)length) == 1 &&
             EVP_EncryptFinal_ex(ctx, out + moved, &rest) == 1 &&
             EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, out + length) == 1;
  EVP_CIPHER_CTX_free(ctx);
  return done;
}

int cc_open(const uint8_t key[32], const uint8_t nonce[12], const uint8_t *aad, size_t aad_length, const uint8_t *bytes,
            size_t length, uint8_t *out) {
  if (length < 16) return 0;
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
  int moved = 0, rest = 0;
  int done = ctx != NULL && EVP_DecryptInit_ex(ctx, EVP_chacha20_poly1305(), NULL, key, nonce) == 1 &&
             EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, (void *)(bytes + length - 16)) == 1 &&
             EVP_DecryptUpdate(ctx, NULL, &moved, aad, (int)aad_length) == 1 &&
             EVP_DecryptUpdate(ctx, out, &moved, bytes, (int)(length - 16)) == 1 &&
             EVP_DecryptFinal_ex(ctx, out + moved, &rest) == 1;
  EVP_CIPHER_CTX_free(ctx);
  return done;
}

int cc_ed25519_public(const uint8_t seed[32], uint8_t out[32]) {
  EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
  size_t length = 32;
  int done = key != NULL && EVP_PKEY_get_raw_public_key(key, out, &length) == 1 && length == 32;
  EVP_PKEY_free(key);
  return done;
}

int cc_ed25519_sign(const uint8_t seed[32], const uint8_t *bytes, size_t length, uint8_t out[64]) {
  EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  size_t out_length = 64;
  int done = key != NULL && ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
             EVP_DigestSign(ctx, out, &out_length, bytes, length) == 1 && out_length == 64;
  EVP_MD_CTX_free(ctx);
  EVP_PKEY_free(key);
  return done;
}

int cc_ed25519_verify(const uint8_t raw[32], const uint8_t *bytes, size_t length, const uint8_t signature[64]) {
  EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, 32);
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  int valid = key != NULL && ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
              EVP_DigestVerify(ctx, signature, 64, bytes, length) == 1;
  EVP_MD_CTX_free(ctx);
  EVP_PKEY_free(key);
  return valid;
}

int cc_equal(const uint8_t *a, const uint8_t *b, size_t length) { return CRYPTO_memcmp(a, b, length) == 0; }
