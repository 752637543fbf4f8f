@echo off
rem Runs the Maven that .mvn\wrapper\maven-wrapper.properties pins; the first run fetches, verifies and unpacks it.
rem
rem   MVNW_REPOURL     base URL of a Maven repository to fetch it from; unset: an installed mvn fetches it
rem   MAVEN_USER_HOME  where it is kept, in wrapper\dists; default %USERPROFILE%\.m2
rem   JAVA_HOME        which Java runs it, as for mvn itself
rem
rem Needs curl and tar, which Windows 10 and later bring. Why no host name is written here:
rem docs\design\001-maven-wrapper-without-a-host.md
setlocal EnableExtensions DisableDelayedExpansion

for /f "usebackq eol=# tokens=1,2 delims==" %%k in ("%~dp0.mvn\wrapper\maven-wrapper.properties") do set "mvnw.%%k=%%l"
set "name=apache-maven-%mvnw.mavenVersion%"
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "dists=%MAVEN_USER_HOME%\wrapper\dists"
if not exist "%dists%\%name%\bin\mvn.cmd" call :install || exit /b 1
call "%dists%\%name%\bin\mvn.cmd" %*
exit /b %ERRORLEVEL%

:install
set "work=%dists%\.fetch.%RANDOM%%RANDOM%"
set "archive=%work%\%name%-bin.tar.gz"
mkdir "%work%" || goto :failed
call :fetch || goto :failed
set "actual="
for /f "skip=1 delims=" %%h in ('certutil -hashfile "%archive%" SHA512') do if not defined actual set "actual=%%h"
if /i not "%actual: =%"=="%mvnw.distributionSha512Sum%" (
  echo mvnw: SHA-512 of %name%-bin.tar.gz is not the one pinned in maven-wrapper.properties >&2
  goto :failed
)
tar -xzf "%archive%" -C "%work%" || goto :failed
move "%work%\%name%" "%dists%\%name%" >nul 2>&1
rmdir /s /q "%work%"
if exist "%dists%\%name%\bin\mvn.cmd" exit /b 0
:failed
echo mvnw: Maven %mvnw.mavenVersion% could not be installed in "%dists%" >&2
if exist "%work%" rmdir /s /q "%work%"
exit /b 1

:fetch
if not defined MVNW_REPOURL goto :fetch_with_mvn
curl -fsSL -o "%archive%" "%MVNW_REPOURL%/org/apache/maven/apache-maven/%mvnw.mavenVersion%/%name%-bin.tar.gz"
exit /b %ERRORLEVEL%
:fetch_with_mvn
where mvn >nul 2>&1 || (
  echo mvnw: install any mvn to fetch Maven, or set MVNW_REPOURL to the base URL of a Maven repository >&2
  exit /b 1
)
pushd "%work%"
call mvn -q -B -ntp org.apache.maven.plugins:maven-dependency-plugin:%mvnw.dependencyPluginVersion%:copy "-Dartifact=org.apache.maven:apache-maven:%mvnw.mavenVersion%:tar.gz:bin" "-DoutputDirectory=%work%"
popd & exit /b %ERRORLEVEL%
