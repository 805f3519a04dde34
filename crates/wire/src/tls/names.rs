//! The numbers of TLS that have names.

use std::fmt;

use crate::numbers::numbers;
use crate::text::named;

numbers! {
    /// What a record holds (RFC 8446 §5.1, RFC 6520 §2).
    ContentType: u8 {
        CHANGE_CIPHER_SPEC = 20, "ChangeCipherSpec";
        ALERT = 21, "Alert";
        HANDSHAKE = 22, "Handshake";
        APPLICATION_DATA = 23, "ApplicationData";
        HEARTBEAT = 24, "Heartbeat";
    }
}

numbers! {
    /// What an alert says (RFC 8446 §6).
    AlertDescription: u8 {
        CLOSE_NOTIFY = 0, "close_notify";
        UNEXPECTED_MESSAGE = 10, "unexpected_message";
        BAD_RECORD_MAC = 20, "bad_record_mac";
        RECORD_OVERFLOW = 22, "record_overflow";
        HANDSHAKE_FAILURE = 40, "handshake_failure";
        BAD_CERTIFICATE = 42, "bad_certificate";
        UNSUPPORTED_CERTIFICATE = 43, "unsupported_certificate";
        CERTIFICATE_REVOKED = 44, "certificate_revoked";
        CERTIFICATE_EXPIRED = 45, "certificate_expired";
        CERTIFICATE_UNKNOWN = 46, "certificate_unknown";
        ILLEGAL_PARAMETER = 47, "illegal_parameter";
        UNKNOWN_CA = 48, "unknown_ca";
        ACCESS_DENIED = 49, "access_denied";
        DECODE_ERROR = 50, "decode_error";
        DECRYPT_ERROR = 51, "decrypt_error";
        PROTOCOL_VERSION = 70, "protocol_version";
        INSUFFICIENT_SECURITY = 71, "insufficient_security";
        INTERNAL_ERROR = 80, "internal_error";
        INAPPROPRIATE_FALLBACK = 86, "inappropriate_fallback";
        USER_CANCELED = 90, "user_canceled";
        MISSING_EXTENSION = 109, "missing_extension";
        UNSUPPORTED_EXTENSION = 110, "unsupported_extension";
        UNRECOGNIZED_NAME = 112, "unrecognized_name";
        BAD_CERTIFICATE_STATUS_RESPONSE = 113,
            "bad_certificate_status_response";
        UNKNOWN_PSK_IDENTITY = 115, "unknown_psk_identity";
        CERTIFICATE_REQUIRED = 116, "certificate_required";
        NO_APPLICATION_PROTOCOL = 120, "no_application_protocol";
    }
}

numbers! {
    /// The type of a handshake message that is sent in the clear (RFC 8446
    /// §4; RFC 5246 §7.4). Neither 0, which a nonce of zeros would be taken
    /// for, nor what is only ever encrypted.
    HandshakeType: u8 {
        CLIENT_HELLO = 1, "ClientHello";
        SERVER_HELLO = 2, "ServerHello";
        NEW_SESSION_TICKET = 4, "NewSessionTicket";
        CERTIFICATE = 11, "Certificate";
        SERVER_KEY_EXCHANGE = 12, "ServerKeyExchange";
        CERTIFICATE_REQUEST = 13, "CertificateRequest";
        SERVER_HELLO_DONE = 14, "ServerHelloDone";
        CERTIFICATE_VERIFY = 15, "CertificateVerify";
        CLIENT_KEY_EXCHANGE = 16, "ClientKeyExchange";
        CERTIFICATE_STATUS = 22, "CertificateStatus";
    }
}

numbers! {
    /// The version of a record or a hello.
    Version: u16 {
        SSL_3_0 = 0x0300, "SSL 3.0";
        TLS_1_0 = 0x0301, "TLS 1.0";
        TLS_1_1 = 0x0302, "TLS 1.1";
        TLS_1_2 = 0x0303, "TLS 1.2";
        TLS_1_3 = 0x0304, "TLS 1.3";
    }
}

numbers! {
    /// A cipher suite of TLS 1.3 (RFC 8446 §B.4), or one of those of TLS 1.2
    /// that are still in use (RFC 5289, RFC 7905), with the value that is none
    /// (RFC 5746 §3.3).
    CipherSuite: u16 {
        TLS_AES_128_GCM_SHA256 = 0x1301, "TLS_AES_128_GCM_SHA256";
        TLS_AES_256_GCM_SHA384 = 0x1302, "TLS_AES_256_GCM_SHA384";
        TLS_CHACHA20_POLY1305_SHA256 = 0x1303, "TLS_CHACHA20_POLY1305_SHA256";
        TLS_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff,
            "TLS_EMPTY_RENEGOTIATION_INFO_SCSV";
        TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b,
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
        TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = 0xc02c,
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
        TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = 0xc02f,
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
        TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = 0xc030,
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
        TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca8,
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
        TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca9,
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
    }
}

numbers! {
    /// The type of an extension (RFC 8446 §4.2).
    ExtensionType: u16 {
        SERVER_NAME = 0, "server_name";
        STATUS_REQUEST = 5, "status_request";
        SUPPORTED_GROUPS = 10, "supported_groups";
        EC_POINT_FORMATS = 11, "ec_point_formats";
        SIGNATURE_ALGORITHMS = 13, "signature_algorithms";
        HEARTBEAT = 15, "heartbeat";
        ALPN = 16, "application_layer_protocol_negotiation";
        PADDING = 21, "padding";
        ENCRYPT_THEN_MAC = 22, "encrypt_then_mac";
        EXTENDED_MASTER_SECRET = 23, "extended_master_secret";
        SESSION_TICKET = 35, "session_ticket";
        PRE_SHARED_KEY = 41, "pre_shared_key";
        EARLY_DATA = 42, "early_data";
        SUPPORTED_VERSIONS = 43, "supported_versions";
        COOKIE = 44, "cookie";
        PSK_KEY_EXCHANGE_MODES = 45, "psk_key_exchange_modes";
        POST_HANDSHAKE_AUTH = 49, "post_handshake_auth";
        SIGNATURE_ALGORITHMS_CERT = 50, "signature_algorithms_cert";
        KEY_SHARE = 51, "key_share";
        RENEGOTIATION_INFO = 65281, "renegotiation_info";
    }
}

numbers! {
    /// A group in which keys are exchanged (RFC 8446 §4.2.7; the hybrids as
    /// IANA has registered them).
    NamedGroup: u16 {
        SECP256R1 = 23, "secp256r1";
        SECP384R1 = 24, "secp384r1";
        SECP521R1 = 25, "secp521r1";
        X25519 = 29, "x25519";
        X448 = 30, "x448";
        FFDHE2048 = 256, "ffdhe2048";
        FFDHE3072 = 257, "ffdhe3072";
        FFDHE4096 = 258, "ffdhe4096";
        FFDHE6144 = 259, "ffdhe6144";
        FFDHE8192 = 260, "ffdhe8192";
        SECP256R1_MLKEM768 = 4587, "SecP256r1MLKEM768";
        X25519_MLKEM768 = 4588, "X25519MLKEM768";
    }
}

numbers! {
    /// How a signature is made (RFC 8446 §4.2.3).
    SignatureScheme: u16 {
        RSA_PKCS1_SHA1 = 0x0201, "rsa_pkcs1_sha1";
        ECDSA_SHA1 = 0x0203, "ecdsa_sha1";
        RSA_PKCS1_SHA256 = 0x0401, "rsa_pkcs1_sha256";
        ECDSA_SECP256R1_SHA256 = 0x0403, "ecdsa_secp256r1_sha256";
        RSA_PKCS1_SHA384 = 0x0501, "rsa_pkcs1_sha384";
        ECDSA_SECP384R1_SHA384 = 0x0503, "ecdsa_secp384r1_sha384";
        RSA_PKCS1_SHA512 = 0x0601, "rsa_pkcs1_sha512";
        ECDSA_SECP521R1_SHA512 = 0x0603, "ecdsa_secp521r1_sha512";
        RSA_PSS_RSAE_SHA256 = 0x0804, "rsa_pss_rsae_sha256";
        RSA_PSS_RSAE_SHA384 = 0x0805, "rsa_pss_rsae_sha384";
        RSA_PSS_RSAE_SHA512 = 0x0806, "rsa_pss_rsae_sha512";
        ED25519 = 0x0807, "ed25519";
        ED448 = 0x0808, "ed448";
        RSA_PSS_PSS_SHA256 = 0x0809, "rsa_pss_pss_sha256";
        RSA_PSS_PSS_SHA384 = 0x080a, "rsa_pss_pss_sha384";
        RSA_PSS_PSS_SHA512 = 0x080b, "rsa_pss_pss_sha512";
    }
}

numbers! {
    /// How a key that both had before may be used (RFC 8446 §4.2.9).
    PskKeyExchangeMode: u8 {
        PSK_KE = 0, "psk_ke";
        PSK_DHE_KE = 1, "psk_dhe_ke";
    }
}

impl Version {
    /// Its name alone, for lists.
    pub(super) fn short(self) -> String {
        match self.name() {
            Some(name) => name.into(),
            None => format!("{:#06x}", self.0),
        }
    }
}

impl ExtensionType {
    /// Whether random bytes are in it, tickets and keys among them.
    pub(super) fn varies(self) -> bool {
        matches!(
            self,
            ExtensionType::SESSION_TICKET
                | ExtensionType::PRE_SHARED_KEY
                | ExtensionType::COOKIE
                | ExtensionType::KEY_SHARE
        )
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "content type {}", self.0),
        }
    }
}

impl fmt::Display for HandshakeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "handshake type {}", self.0),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Version(number) = self;
        match self.name() {
            Some(name) => write!(f, "{name} ({number:#06x})"),
            None => write!(f, "{number:#06x}"),
        }
    }
}

/// A name, or a number as it is written where there is none.
macro_rules! shown_by_name {
    ($($type:ident, $number:literal;)*) => {
        $(
            impl fmt::Display for $type {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    match self.name() {
                        Some(name) => f.write_str(name),
                        None => write!(f, $number, self.0),
                    }
                }
            }
        )*
    };
}

shown_by_name! {
    AlertDescription, "{}";
    CipherSuite, "{:#06x}";
    NamedGroup, "{:#06x}";
    SignatureScheme, "{:#06x}";
    PskKeyExchangeMode, "{}";
}

impl fmt::Display for ExtensionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&named(self.name(), self.0))
    }
}
