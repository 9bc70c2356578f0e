/** Texts of signing in. */
export const SESSION = {
  'openid.expired': 'Signing in took too long, or began in another window. Begin again.',
  'openid.failed': 'Nothing was connected',
  'openid.invitation': 'This invitation was used, or is too old. Ask whoever runs this server for another: {command}',
  'openid.refused': 'You were not signed in there. Begin again; if that does not help, the log of the server says why.',
  'openid.taken': 'This account is connected to somebody else here. Sign in there with your own account.',
  'openid.unknown':
    'Your account there is connected to nobody here. Ask whoever runs this server for an invitation: {command}',
  'openid.unreachable': 'Signing in there is not possible at the moment. Use your password, or try again later.',
  'openid.wait': 'Too many attempts failed. Wait a little before you begin again.',
  'session.connect': 'Connect {label}',
  'session.ended': 'Your session has ended',
  'session.endedAdvice': 'Sign in again to go on, {name}. The page stays as it is.',
  'session.invited':
    'You were invited to sign in with {label}. Go there once, and your account there opens this page from then on.',
  'session.login': 'Login',
  'session.noPassword': 'No password? Whoever runs this server makes you a link that signs you in: {command}',
  'session.openid': 'Continue with {label}',
  'session.own': 'Where you are signed in',
  'session.password': 'Password',
  'session.signIn': 'Sign in',
  'session.tenant': 'Tenant',
} as const;
