//! What a client is worth, as it is said in a query.

use crate::problem::Problem;
use otklik_insight::ledger::{FigureRefused, Price, Shares};
use otklik_model::Money;
use serde::Deserialize;
use utoipa::IntoParams;

/// What a client is worth. Without `cheque` and `p_served` people are counted and no sum is named.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PriceQuery {
    /// What one sale brings, roubles.
    pub cheque: Option<f64>,
    /// The share of it that is profit, 0 to 1; 1 if left out.
    pub margin: Option<f64>,
    /// The share of served clients that buy, 0 to 1.
    pub p_served: Option<f64>,
    /// The share of clients not served that buy all the same, 0 to 1; 0 if left out.
    pub p_unserved: Option<f64>,
}

impl PriceQuery {
    /// The price, when enough is said.
    pub fn price(&self) -> Result<Option<Price>, Problem> {
        let (Some(cheque), Some(served)) = (self.cheque, self.p_served) else { return Ok(None) };
        let shares = Shares::Typed { served, unserved: self.p_unserved.unwrap_or(0.0) };
        let kopecks = Money::from_kopecks((cheque * 100.0).round() as i64);
        Price::new(kopecks, self.margin.unwrap_or(1.0), shares).map(Some).map_err(|refused| figure_problem(&refused))
    }
}

/// A figure that cannot be.
pub fn figure_problem(refused: &FigureRefused) -> Problem {
    Problem::invalid_field(refused.figure().as_str(), refused.to_string())
}
