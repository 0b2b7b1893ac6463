//! The data that an authenticator signs: the relying party, its flags and its counter. Web Authentication Level 3 section
//! 6.1.

use minicbor::Decoder;
use minicbor::data::Type;
use sha2::{Digest, Sha256};

use crate::client_metadata::PublicKey;
use crate::error::PasskeyFailure;
use crate::model::{Backup, Config};
use crate::sign_in::passkey::credential::LONGEST_ID;
use crate::sign_in::passkey::key;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// The number of bytes in the identifier of the model of an authenticator, which this server does not look at.
const MODEL_BYTES: usize = 16;

/// The data of an authenticator that has verified its user for this server.
pub struct AuthenticatorData<'a> {
    /// The counter of signatures.
    pub counter: u32,
    /// Where the passkey can be, and is.
    pub backup: Backup,
    flags: u8,
    rest: &'a [u8],
}

/// A new credential.
pub struct NewCredential<'a> {
    /// The identifier.
    pub id: &'a [u8],
    /// The public key.
    pub key: PublicKey,
}

impl<'a> AuthenticatorData<'a> {
    /// Reads the data, and checks the relying party and the flags.
    pub fn read(bytes: &'a [u8], config: &Config) -> Result<Self, PasskeyFailure> {
        let malformed = PasskeyFailure::AuthenticatorDataMalformed;
        let (relying_party, rest) = bytes.split_first_chunk::<32>().ok_or(malformed)?;
        let (flags, rest) = rest.split_first().ok_or(malformed)?;
        let (counter, rest) = rest.split_first_chunk::<4>().ok_or(malformed)?;
        if *relying_party != <[u8; 32]>::from(Sha256::digest(config.issuer.host())) {
            return Err(PasskeyFailure::RelyingPartyWrong);
        }
        let has = |flag: u8| flags & flag != 0;
        if !has(USER_PRESENT) {
            return Err(PasskeyFailure::UserAbsent);
        }
        if !has(USER_VERIFIED) {
            return Err(PasskeyFailure::UserUnverified);
        }
        let backup = match (has(BACKUP_ELIGIBLE), has(BACKED_UP)) {
            (false, false) => Backup::Impossible,
            (true, false) => Backup::Possible,
            (true, true) => Backup::Done,
            (false, true) => return Err(PasskeyFailure::BackupImpossible),
        };
        Ok(Self { counter: u32::from_be_bytes(*counter), backup, flags: *flags, rest })
    }

    /// Reads the new credential that the data has. Web Authentication Level 3 section 6.5.1.
    pub fn new_credential(&self) -> Result<NewCredential<'a>, PasskeyFailure> {
        let malformed = PasskeyFailure::AuthenticatorDataMalformed;
        if self.flags & HAS_CREDENTIAL == 0 {
            return Err(malformed);
        }
        let (_, rest) = self.rest.split_first_chunk::<MODEL_BYTES>().ok_or(malformed)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(malformed)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (id, rest) = rest.split_at_checked(length).ok_or(malformed)?;
        if !(1..=LONGEST_ID).contains(&length) {
            return Err(malformed);
        }
        let mut decoder = Decoder::new(rest);
        let key = key::read(&mut decoder)?;
        self.end(&mut decoder)?;
        Ok(NewCredential { id, key })
    }

    /// Checks that the data of a sign-in has no credential, and ends where it must.
    pub fn check_end(&self) -> Result<(), PasskeyFailure> {
        if self.flags & HAS_CREDENTIAL != 0 {
            return Err(PasskeyFailure::AuthenticatorDataMalformed);
        }
        self.end(&mut Decoder::new(self.rest))
    }

    /// Passes over the extensions, of which this server asks for none, and checks that nothing follows.
    fn end(&self, decoder: &mut Decoder<'_>) -> Result<(), PasskeyFailure> {
        let malformed = PasskeyFailure::AuthenticatorDataMalformed;
        if self.flags & HAS_EXTENSIONS != 0 {
            if decoder.datatype().ok() != Some(Type::Map) {
                return Err(malformed);
            }
            decoder.skip().map_err(|_| malformed)?;
        }
        if decoder.position() == decoder.input().len() { Ok(()) } else { Err(malformed) }
    }
}
