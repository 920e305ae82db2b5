/**
 * Returns the resource name of an object on a server: `mysql_db:app`, or `mysql_db:app@db1:3306`. `server` is empty for
 * the one on the host.
 */
export function serverResource(kind: string, name: string, { server }: { readonly server: string }): string {
  return `${kind}:${name}${server === '' ? '' : `@${server}`}`
}
