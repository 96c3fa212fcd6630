@echo off
rem Runs Maven on a JDK of version 21 or later: mvnw verify builds everything and runs every test.
setlocal
call "%~dp0.mvn\find-jdk.cmd" || exit /b 1
set "maven="
for %%P in (mvn.cmd) do set "maven=%%~$PATH:P"
if not defined maven if defined MAVEN_HOME if exist "%MAVEN_HOME%\bin\mvn.cmd" set "maven=%MAVEN_HOME%\bin\mvn.cmd"
if not defined maven (
  echo Maven is needed and was not found: install it ^(winget install Apache.Maven, or scoop install maven^) or set MAVEN_HOME to its folder. 1>&2
  exit /b 1
)
set "flags=--enable-native-access=ALL-UNNAMED"
if %JDK_VERSION% geq 23 set "flags=%flags% --sun-misc-unsafe-memory-access=allow"
set "MAVEN_OPTS=%flags% %MAVEN_OPTS%"
call "%maven%" %*
exit /b %ERRORLEVEL%
