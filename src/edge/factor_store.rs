//! The second factors of users on D1: one statement for each call.

use serde_json::Value;

use crate::edge::parameters::{integer, text};
use crate::edge::platform::Platform;
use crate::edge::row::Row;
use crate::edge::statements_of_factors::{
    ATTEMPT_FACTOR, FACTOR, REMOVE_FACTOR, SET_FACTOR, SET_RECOVERY_CODES, USE_RECOVERY_CODE, USE_STEP,
};
use crate::error::Fault;
use crate::json;
use crate::model::{Factor, NewFactor, UserId};
use crate::ports::{FactorAttempt, FactorPlace, FactorStore};

const OF: &str = "second factor";

impl FactorStore for Platform {
    async fn factor(&self, user: &UserId) -> Result<Option<Factor>, Fault> {
        let row = self.rows(FACTOR, vec![text(user.as_str())]).await?.pop();
        row.map(|row| {
            let row = Row::of(&row, OF);
            Ok(Factor { since: row.get("since")?, codes_left: row.get("codes_left")? })
        })
        .transpose()
    }

    async fn attempt_factor(&self, user: &UserId) -> Result<Option<FactorAttempt>, Fault> {
        let row = self.rows(ATTEMPT_FACTOR, vec![text(user.as_str())]).await?.pop();
        row.map(|row| {
            let row = Row::of(&row, OF);
            Ok(FactorAttempt { sealed: row.get("sealed")?, failures: row.get("failures")? })
        })
        .transpose()
    }

    fn use_step(
        &self,
        user: &UserId,
        step: u64,
        former: &str,
        sealed: &str,
    ) -> impl Future<Output = Result<bool, Fault>> {
        let parameters = vec![text(user.as_str()), Value::from(step), text(former), text(sealed)];
        self.returns_row(USE_STEP, parameters)
    }

    async fn use_recovery_code(&self, user: &UserId, digests: &[String]) -> Result<Option<u32>, Fault> {
        let parameters = vec![text(user.as_str()), text(&json::text(&digests))];
        let row = self.rows(USE_RECOVERY_CODE, parameters).await?.pop();
        row.map(|row| Row::of(&row, OF).get("codes_left")).transpose()
    }

    fn set_factor(
        &self,
        user: &UserId,
        factor: &NewFactor,
        place: FactorPlace,
    ) -> impl Future<Output = Result<bool, Fault>> {
        let parameters = vec![
            text(user.as_str()),
            text(&factor.sealed),
            Value::from(factor.step),
            text(&json::text(&factor.recovery_codes)),
            integer(factor.since),
            Value::from(u8::from(place == FactorPlace::Any)),
        ];
        self.returns_row(SET_FACTOR, parameters)
    }

    fn set_recovery_codes(&self, user: &UserId, digests: &[String]) -> impl Future<Output = Result<bool, Fault>> {
        let parameters = vec![text(user.as_str()), text(&json::text(&digests))];
        self.returns_row(SET_RECOVERY_CODES, parameters)
    }

    fn remove_factor(&self, user: &UserId) -> impl Future<Output = Result<bool, Fault>> {
        self.returns_row(REMOVE_FACTOR, vec![text(user.as_str())])
    }
}
