/** Texts of signing in. */
export const SESSION = {
  'session.ended': 'Your session has ended',
  'session.endedAdvice': 'Sign in again to go on, {name}. The page stays as it is.',
  'session.login': 'Login',
  'session.noPassword': 'No password? Whoever runs this server makes you a link that signs you in: {command}',
  'session.password': 'Password',
  'session.signIn': 'Sign in',
  'session.tenant': 'Tenant',
} as const;
