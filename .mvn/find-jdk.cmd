@echo off
rem Finds a JDK of version 21 or later. Called by ..\mvnw.cmd and ..\streams.cmd; sets JAVA_HOME and JDK_VERSION for them.
rem A JDK_HOME or JAVA_HOME that is new enough was chosen by somebody and is taken; otherwise the newest JDK found.

set "JDK_VERSION=0"
set "newest="
if defined JDK_HOME call :look "%JDK_HOME%"
if %JDK_VERSION% geq 21 goto found
if defined JAVA_HOME call :look "%JAVA_HOME%"
if %JDK_VERSION% geq 21 goto found
for %%P in (javac.exe) do if not "%%~$PATH:P"=="" for %%B in ("%%~dp$PATH:P..") do call :look "%%~fB"
for %%F in (
  "%ProgramFiles%\Java"
  "%ProgramFiles%\Eclipse Adoptium"
  "%ProgramFiles%\Microsoft"
  "%ProgramFiles%\Zulu"
  "%ProgramFiles%\Amazon Corretto"
  "%ProgramFiles%\BellSoft"
  "%USERPROFILE%\.jdks"
  "%USERPROFILE%\scoop\apps"
) do if exist "%%~F\" for /d %%H in ("%%~F\*") do (
  call :look "%%~fH"
  if exist "%%~fH\current\" call :look "%%~fH\current"
)
if %JDK_VERSION% geq 21 goto found
if %JDK_VERSION%==0 (
  echo A JDK of version 21 or later is needed and none was found: install one ^(winget install EclipseAdoptium.Temurin.25.JDK^) or set JAVA_HOME to its folder. 1>&2
) else (
  echo A JDK of version 21 or later is needed and the newest found is %JDK_VERSION%, in %newest%: install one ^(winget install EclipseAdoptium.Temurin.25.JDK^) or set JAVA_HOME to its folder. 1>&2
)
exit /b 1

:found
set "JAVA_HOME=%newest%"
exit /b 0

rem Takes the JDK in this folder if it is newer than what was found so far.
:look
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do for /f "delims=.+-" %%N in ("%%~V") do (
  if %%N gtr %JDK_VERSION% (
    set "JDK_VERSION=%%N"
    set "newest=%~1"
  )
)
exit /b 0
