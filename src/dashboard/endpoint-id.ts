// What an endpoint is called in an address: `shop~GET /cart`.
/** No two endpoints have the same unless their names have a tilde; as long as an address keeps it. */
export const endpointId = (service: string, name: string): string => `${service}~${name}`.slice(0, 300)
