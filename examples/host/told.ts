// Says where a server listens.
import type { AddressInfo } from 'node:net'

export function told(address: AddressInfo | string | null): void {
  console.log(`The house is open at http://localhost:${(address as AddressInfo).port}`)
}
