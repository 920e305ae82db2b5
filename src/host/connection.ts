/** A secret as this layer sees it: shown only by the one place that sends it. */
export interface Revealable {
  readonly reveal: () => string
}

/** How a host is reached and as whom, all values already checked. */
export interface Target {
  /** The inventory's name, for messages. */
  readonly name: string
  /** `ssh`, `local`, or the words of a command that gives a shell on its stdin (`docker exec -i web sh` without the sh). */
  readonly connection: 'ssh' | 'local' | readonly string[]
  /** Host name or address; the inventory's name where none is set. */
  readonly address: string
  readonly port?: number
  readonly user?: string
  readonly password?: Revealable
  readonly privateKeyFile?: string
  /** The passphrase of the private key. */
  readonly passphrase?: Revealable
  readonly knownHostsFile?: string
  /** Further words for ssh, as the user wrote them (`ssh_args`). */
  readonly sshArgs: readonly string[]
  /** Seconds until a connection counts as refused; default 10. */
  readonly connectTimeout: number
  readonly become?: Become
}

export interface Become {
  readonly method: 'sudo' | 'su' | 'doas'
  readonly user: string
  readonly password?: Revealable
  readonly flags: readonly string[]
}
