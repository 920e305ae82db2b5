/** The kinds of resources that the engine understands: a dry run predicts their changes, a guard backs them up. */
const RESOURCE_KINDS = [
  ...(['file', 'certificate', 'user', 'group', 'package', 'unit', 'systemd', 'apt'] as const),
  ...(['command', 'script', 'url', 'host', 'local'] as const),
] as const

type ResourceKind = (typeof RESOURCE_KINDS)[number]

/** A parsed `resource` of a change. The kinds that only a task type knows are `other`. */
export type Resource =
  | { readonly kind: ResourceKind; readonly name: string }
  | { readonly kind: 'other'; readonly name: string }

/**
 * Parses the resource name of a change, such as `file:/etc/motd`; the name is empty for a resource of which only one
 * exists (`systemd`).
 */
export function parseResource(resource: string): Resource {
  const at = resource.indexOf(':')
  const [kind, name] = at < 0 ? [resource, ''] : [resource.slice(0, at), resource.slice(at + 1)]
  return isKnown(kind) ? { kind, name } : { kind: 'other', name: resource }
}

function isKnown(kind: string): kind is ResourceKind {
  return (RESOURCE_KINDS as readonly string[]).includes(kind)
}
