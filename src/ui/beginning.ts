/** What a page that makes something begins with; as its id, kept over a reload. */
export type Beginning<Name extends string> = {
  [K in Name]?: string | null | undefined | false | 0;
};

export function beginningId(beginning: Beginning<string>): string {
  const said = Object.entries(beginning).filter(([, value]) => value);
  return new URLSearchParams(said as [string, string][]).toString();
}

export function readBeginning<Name extends string>(
  id: string
): { [K in Name]?: string } {
  return Object.fromEntries(new URLSearchParams(id)) as {
    [K in Name]?: string;
  };
}
