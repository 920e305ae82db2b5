/** The kinds of resources that the engine understands: a dry run predicts their changes, a guard backs them up. */
const RESOURCE_KINDS = [
  ...(['file', 'certificate', 'user', 'group', 'package', 'unit', 'systemd', 'apt'] as const),
  ...(['command', 'script', 'url', 'host', 'local'] as const),
] as const

type ResourceKind = (typeof RESOURCE_KINDS)[number]

/** What the `resource` of a change names. A task type's own kinds are `other`. */
export type Resource =
  | { readonly kind: ResourceKind; readonly name: string }
  | { readonly kind: 'other'; readonly name: string }

/** Reads a resource as changes name it, `file:/etc/motd`; the name is empty for what there is only one of (`systemd`). */
export function parseResource(resource: string): Resource {
  const at = resource.indexOf(':')
  const [kind, name] = at < 0 ? [resource, ''] : [resource.slice(0, at), resource.slice(at + 1)]
  return isKnown(kind) ? { kind, name } : { kind: 'other', name: resource }
}

function isKnown(kind: string): kind is ResourceKind {
  return (RESOURCE_KINDS as readonly string[]).includes(kind)
}
