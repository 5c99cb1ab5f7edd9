/** The path parameters of the routes of one object. */
export function objectPath(
  kind: string,
  id: string
): { kind: string; object_id: string } {
  return { kind, object_id: id };
}
