// Which page a role works on.
//
// In: a role's word. Out: an address. Not here: what a role may do (the server). Invariant: every role has a page.

export function pageOf(role) {
  return { director: "/d", operator: "/o", engineer: "/o" }[role] ?? "/v";
}
