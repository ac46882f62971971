//! Sites that may show the calculator of this company in a frame.

use crate::{
    acting::Acting,
    refusal::{ChangeRefused, Fields},
    users::configuration_changed,
};
use otklik_model::SiteOrigin;
use otklik_store::{StoreError, Tx, tenants};

/// Sites of one company (chosen: they all stand in one header).
pub const SITES_MAX: usize = 20;

/// Names the sites anew; those not named may not any more.
pub async fn change(tx: &mut Tx, sites: &[String], acting: &mut Acting) -> Result<Vec<SiteOrigin>, ChangeRefused> {
    let embed_calculator = checked(sites)?;
    let tenant = tenants::find(&tx.reader()).await?.ok_or(StoreError::Missing)?;
    tenants::update(tx, &tenants::Tenant { embed_calculator: embed_calculator.clone(), ..tenant }).await?;
    configuration_changed(tx, acting).await?;
    Ok(embed_calculator)
}

fn checked(sites: &[String]) -> Result<Vec<SiteOrigin>, ChangeRefused> {
    let mut fields = Fields::default();
    fields.demand(sites.len() <= SITES_MAX, "sites", format!("expected at most {SITES_MAX}"));
    let mut origins = Vec::new();
    for (place, site) in sites.iter().enumerate() {
        match site.parse::<SiteOrigin>() {
            Ok(origin) if origins.contains(&origin) => {}
            Ok(origin) => origins.push(origin),
            Err(refused) => fields.demand(false, &format!("sites[{place}]"), refused.to_string()),
        }
    }
    fields.accepted()?;
    Ok(origins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_named_twice_is_one_and_a_bad_one_is_told_by_its_place() {
        let named = |sites: &[&str]| checked(&sites.iter().map(|site| (*site).to_owned()).collect::<Vec<_>>());
        let twice = named(&["https://www.example.com", "https://WWW.example.com"]).unwrap();
        assert_eq!(twice, ["https://www.example.com".parse().unwrap()]);
        let Err(ChangeRefused::Invalid(errors)) = named(&["https://www.example.com", "example.com/shop"]) else { panic!("a path") };
        assert_eq!(errors[0].field, "sites[1]");
        assert!(errors[0].message.contains("without a path"), "{errors:?}");
    }
}
