/** The first characters of a file that Ansible Vault encrypted. */
export const VAULT_HEADER = '$ANSIBLE_VAULT;'
/** The first characters of data that age encrypted, in its text form and in its binary form. */
export const AGE_ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----'
export const AGE_HEADER = 'age-encryption.org/v1\n'

/** Returns whether these bytes were encrypted by Ansible Vault or age, which the first line shows. */
export function isEncrypted(bytes: Buffer): boolean {
  return [VAULT_HEADER, AGE_ARMOR, AGE_HEADER].some(
    header => bytes.subarray(0, header.length).toString('latin1') === header,
  )
}
