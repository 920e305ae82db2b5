const HEADERS = ['$ANSIBLE_VAULT;', '-----BEGIN AGE ENCRYPTED FILE-----', 'age-encryption.org/v1\n']

/** Whether bytes are those of a file that Ansible Vault or age encrypted: the first line shows it. */
export function isEncrypted(bytes: Buffer): boolean {
  return HEADERS.some(header => bytes.subarray(0, header.length).toString('latin1') === header)
}
