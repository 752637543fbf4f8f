// The endpoint `terrace`, which is a neighbour of this page.

const root = document.documentElement.dataset.endpoint;
const PATIENCE = 8000;
/** The endpoint gives up before: what it does takes as long as Redis may take. */
const PATIENCE_TO_ACT = 25000;

/** It answered, but not with what was asked for; the message says why, and what to do if it knows. */
class Refused extends Error {}

/** It did not answer. */
export class Silent extends Error {}

export function read(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const parameters = new URLSearchParams(given).toString();
  return send(root + (path ? '/' + path : '') + (parameters ? '?' + parameters : ''), PATIENCE);
}

export async function ask(operation, body) {
  const headers = { 'Content-Type': 'application/json', ...token() };
  try {
    return await send(`${root}/${operation}`, PATIENCE_TO_ACT, { method: 'POST', headers, body: JSON.stringify(body) });
  } catch (e) {
    throw e instanceof Silent && !body.dryRun ? new Silent(`${e.message}; it may have been done`) : e;
  }
}

/** Spring Security's token against cross-site requests, where it is kept in a cookie for scripts. */
function token() {
  const cookie = document.cookie.split('; ').find(each => each.startsWith('XSRF-TOKEN='));
  return cookie ? { 'X-XSRF-TOKEN': decodeURIComponent(cookie.substring('XSRF-TOKEN='.length)) } : {};
}

async function send(url, patience, options = {}) {
  let response;
  let body;
  try {
    response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(patience), ...options });
    body = await response.text();
  } catch (e) {
    throw new Silent(e.name === 'TimeoutError' ? `no answer within ${patience / 1000} s` : 'no connection');
  }
  const content = parsed(body);
  if (response.ok && content) {
    return content;
  }
  if (response.status >= 500 && !content) {
    throw new Silent(`status ${response.status}`);
  }
  throw new Refused(reason(response, content));
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function reason(response, content) {
  // Others, such as Boot for a 403, say 'error' as well, and mean no more than the status.
  const said = content && (content.refused || content.reason);
  if (said) {
    return [content.error, said, content.remedy].filter(Boolean).join('; ') + '.';
  }
  switch (response.status) {
    case 200:
    case 401: return 'You are not signed in to the application; reload the page to do so.';
    case 403: return 'The application’s security refuses it (403).';
    case 404: return 'There is no such thing here (404): is the endpoint terrace exposed?';
    case 405: return 'The endpoint is read only (405).';
    default: return `It answered with status ${response.status}.`;
  }
}
