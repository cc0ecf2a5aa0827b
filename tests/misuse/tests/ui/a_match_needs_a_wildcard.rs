//! A match on an enum has to expect values that are not known yet.

use qonversion::models::UserEnvironment;

fn name(environment: UserEnvironment) -> &'static str {
    match environment {
        UserEnvironment::Prod => "production",
        UserEnvironment::Sandbox => "sandbox",
        UserEnvironment::Unknown(_) => "unknown",
    }
}

fn main() {
    name(UserEnvironment::Prod);
}
