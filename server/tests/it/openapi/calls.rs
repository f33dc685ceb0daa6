//! What the API promises to answer.

/// Every call of the API, beginning with the method.
const CALLS: &str = "
    GET /api/projects
    POST /api/projects
    GET /api/projects/{project}
    PUT /api/projects/{project}
    DELETE /api/projects/{project}
    GET /api/projects/{project}/members
    POST /api/projects/{project}/members
    PUT /api/projects/{project}/members/{user}
    DELETE /api/projects/{project}/members/{user}
    GET /api/projects/{project}/branches
    POST /api/projects/{project}/branches
    DELETE /api/projects/{project}/branches/{branch}
    POST /api/projects/{project}/branches/{branch}/activate
    GET /api/projects/{project}/scenes
    POST /api/projects/{project}/scenes
    GET /api/projects/{project}/scenes/{scene}
    PUT /api/projects/{project}/scenes/{scene}
    DELETE /api/projects/{project}/scenes/{scene}
    GET /api/projects/{project}/scenes/{scene}/gate
    GET /api/projects/{project}/assets
    POST /api/projects/{project}/assets
    GET /api/projects/{project}/assets/{asset}
    PUT /api/projects/{project}/assets/{asset}
    DELETE /api/projects/{project}/assets/{asset}
    POST /api/projects/{project}/assets/{asset}/upload-image
    POST /api/projects/{project}/assets/{asset}/generate-image
    GET /api/projects/{project}/assets/{asset}/attempts
    DELETE /api/projects/{project}/assets/{asset}/attempts/{attempt}
    POST /api/projects/{project}/assets/{asset}/attempts/{attempt}/select
    POST /api/projects/{project}/assets/{asset}/attempts/{attempt}/restore
    GET /api/projects/{project}/jobs
    GET /api/projects/{project}/costs
    GET /api/projects/{project}/events
    GET /api/projects/{project}/scenes/{scene}/assets
    POST /api/projects/{project}/scenes/{scene}/assets
    POST /api/projects/{project}/scenes/{scene}/assets/inherit
    POST /api/projects/{project}/scenes/{scene}/assets/populate-from-dependencies
    POST /api/projects/{project}/scenes/{scene}/assets/create-with-project-asset
    POST /api/projects/{project}/scenes/{scene}/assets/bulk-generate
    POST /api/projects/{project}/scenes/{scene}/assets/bulk-use-master-as-is
    GET /api/projects/{project}/scenes/{scene}/assets/{instance}
    PUT /api/projects/{project}/scenes/{scene}/assets/{instance}
    DELETE /api/projects/{project}/scenes/{scene}/assets/{instance}
    POST /api/projects/{project}/scenes/{scene}/assets/{instance}/upload-image
    POST /api/projects/{project}/scenes/{scene}/assets/{instance}/generate-image
    POST /api/projects/{project}/scenes/{scene}/assets/{instance}/use-master-as-is
    GET /api/projects/{project}/scenes/{scene}/assets/{instance}/reference-chain
    POST /api/projects/{project}/scenes/{scene}/assets/{instance}/select-master-reference
    GET /api/projects/{project}/scenes/{scene}/assets/{instance}/references
    PUT /api/projects/{project}/scenes/{scene}/assets/{instance}/references
    GET /api/projects/{project}/scenes/{scene}/assets/{instance}/attempts
    DELETE /api/projects/{project}/scenes/{scene}/assets/{instance}/attempts/{attempt}
    POST /api/projects/{project}/scenes/{scene}/assets/{instance}/attempts/{attempt}/select
    POST /api/projects/{project}/scenes/{scene}/assets/{instance}/attempts/{attempt}/restore
    GET /api/providers
    GET /api/images/jobs/{job}
    POST /api/images/jobs/{job}/cancel
    POST /api/images/jobs/{job}/retry
    POST /api/login
    POST /api/logout
    GET /api/me
    PUT /api/me/password
    GET /api/me/sessions
    DELETE /api/me/sessions
    GET /api/tokens
    POST /api/tokens
    DELETE /api/tokens/{token}
    GET /api/users
    POST /api/users
    GET /api/openapi.json
    GET /media/attempts/{attempt}
    GET /media/assets/{asset}/{sha256}
    GET /healthz
    GET /readyz
    GET /metrics
";

/// Methods and addresses.
pub(super) fn calls() -> impl Iterator<Item = (&'static str, &'static str)> {
    CALLS.lines().filter_map(|line| line.trim().split_once(' '))
}
