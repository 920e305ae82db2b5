/** How a file of Ansible Vault begins. */
export const VAULT_HEADER = '$ANSIBLE_VAULT;'
/** How the text that age encrypts begins, and how its bytes do. */
export const AGE_ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----'
export const AGE_HEADER = 'age-encryption.org/v1\n'

/** Whether bytes are those of a file that Ansible Vault or age encrypted: the first line shows it. */
export function isEncrypted(bytes: Buffer): boolean {
  return [VAULT_HEADER, AGE_ARMOR, AGE_HEADER].some(
    header => bytes.subarray(0, header.length).toString('latin1') === header,
  )
}
