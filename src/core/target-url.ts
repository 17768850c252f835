// Why what was typed is no address of a target, in words: "invalid URL" beside the same characters helps nobody.

const longestShown = 200;

/** For text that did not parse as an http(s) URL, or is empty. */
export function explainBadUrl(typed: string): string {
  const text = typed.trim();
  if (text === "") return "no URL was given";
  const shown = JSON.stringify(text.slice(0, longestShown));
  return `${reasonOf(text)}: ${shown}`;
}

function reasonOf(text: string): string {
  if (/\s/.test(text)) return "a URL has no spaces in it";
  // Without slashes `name:` may be a host as well, but for names that are schemes.
  const scheme =
    /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1] ??
    /^(javascript|data|file|ftp|about|blob|mailto|unix|wss?):/i.exec(text)?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    return `${scheme.slice(0, 30)}: is not http or https`;
  const authority =
    /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)/i.exec(text)?.[1] ?? "";
  if (authority === "") return "the URL names no host";
  if (authority.includes("[") && !authority.includes("]"))
    return "the bracket of an IPv6 address is not closed";
  const port = /:([^:\]]*)$/.exec(authority)?.[1];
  if (port !== undefined && !/^\d+$/.test(port))
    return `${JSON.stringify(port.slice(0, 30))} is no port number`;
  if (port !== undefined && Number(port) > 65_535)
    return `port ${port.slice(0, 30)} is larger than 65535`;
  return "not a URL";
}
